using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Kafka.Live;

/// <summary>A record of a partition. What is no event of ours has no channel: it only counts as a place.</summary>
internal sealed class LogRecord(RecordPoint point, ChannelName? channel, byte[] value)
{
    private EventBody? _body;

    public RecordPoint Point => point;

    public ChannelName? Channel => channel;

    /// <summary>The memory of its value and its channel's address.</summary>
    public int Bytes => value.Length + (channel is { } address ? sizeof(char) * address.Value.Length : 0);

    /// <summary>Reads the event, once. Null where the bytes are none: a corrupt record.</summary>
    public EventBody? ReadBody() => _body ?? (EventBody.TryRead(value, out _body) ? _body : null);
}
