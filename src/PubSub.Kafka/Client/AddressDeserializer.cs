using System.Text;
using Confluent.Kafka;
using PubSub.Contracts;

namespace PubSub.Kafka.Client;

/// <summary>Reads a record's key, which is its channel's address; null where it is none.</summary>
internal sealed class AddressDeserializer : IDeserializer<ChannelName?>
{
    public static AddressDeserializer Instance { get; } = new();

    public ChannelName? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
        !isNull && data.Length <= ChannelName.MaxLength && ChannelName.TryParse(Encoding.UTF8.GetString(data), out ChannelName name) ? name : null;
}
