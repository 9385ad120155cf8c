using System.Text;
using Confluent.Kafka;
using PubSub.Contracts;

namespace PubSub.Kafka.Client;

/// <summary>Reads a record's key, which is its channel's address; null where it is none.</summary>
internal sealed class AddressDeserializer : IDeserializer<ChannelName?>
{
    // With the end that marks a partition.
    private const int MaxLength = ChannelName.MaxLength + 3;

    public static AddressDeserializer Instance { get; } = new();

    public ChannelName? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
        !isNull && data.Length <= MaxLength && ChannelName.TryParseCarried(Encoding.UTF8.GetString(data), out ChannelName name) ? name : null;
}
