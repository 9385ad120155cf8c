using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Support;

/// <summary>Keeps what a node receives: events, and where it was told that events may be lost.</summary>
internal sealed class NodeSink : IEventSink
{
    private readonly Lock _lock = new();
    private readonly List<(ChannelName Channel, ChannelEvent? Event)> _log = [];

    /// <summary>Runs on the thread of live delivery, with each event.</summary>
    public Action<ChannelName>? OnReceived { get; set; }

    public EventId[] IdsOn(ChannelName channel)
    {
        lock (_lock) return [.. _log.Where(entry => entry.Channel == channel && entry.Event is not null).Select(entry => entry.Event!.Value.Id)];
    }

    public int LossesOn(ChannelName channel)
    {
        lock (_lock) return _log.Count(entry => entry.Channel == channel && entry.Event is null);
    }

    public async Task<EventId[]> ReceivesAsync(ChannelName channel, int count)
    {
        await Eventually.HoldsAsync(() => IdsOn(channel).Length >= count, $"{count} events on {channel}");
        return IdsOn(channel);
    }

    void IEventSink.OnEvent(ChannelName channel, ChannelEvent received)
    {
        lock (_lock) _log.Add((channel, received));
        OnReceived?.Invoke(channel);
    }

    void IEventSink.OnContinuityLost(ChannelName? channel)
    {
        lock (_lock) _log.Add((channel ?? default, null));
    }
}
