using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.TestSupport;

namespace PubSub.Conformance;

/// <summary>Keeps what an adapter delivers, in the order of its delivery.</summary>
public sealed class RecordingSink : IEventSink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ChannelName, List<ChannelEvent>> _events = [];
    private readonly List<string> _log = [];

    /// <summary>Everything: ids as text, and <c>lost</c> for each loss of continuity.</summary>
    public string[] Log
    {
        get
        {
            lock (_lock) return [.. _log];
        }
    }

    public ChannelEvent[] On(ChannelName channel)
    {
        lock (_lock) return _events.TryGetValue(channel, out List<ChannelEvent>? events) ? [.. events] : [];
    }

    public async Task<ChannelEvent[]> ReceivesAsync(ChannelName channel, int count)
    {
        await Eventually.HoldsAsync(() => On(channel).Length >= count, $"{count} events on the channel");
        return On(channel);
    }

    void IEventSink.OnEvent(ChannelName channel, ChannelEvent received)
    {
        lock (_lock)
        {
            if (!_events.TryGetValue(channel, out List<ChannelEvent>? events)) _events[channel] = events = [];
            events.Add(received);
            _log.Add(received.Id.ToString());
        }
    }

    void IEventSink.OnContinuityLost(ChannelName? channel)
    {
        lock (_lock) _log.Add("lost");
    }
}
