using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>A page of history on its way to a session, which lets go of each event as it is taken. One thread at a time.</summary>
internal sealed class StoredPage(HistoryPage page)
{
    // A copy: the adapter's list may be what it keeps itself.
    private readonly ChannelEvent[] _events = [.. page.Events];
    private int _taken;

    /// <summary>True where the page does not hold all that came after the position that it was read from.</summary>
    public bool Truncated { get; } = page.Truncated;

    /// <summary>The channel's last position at the moment of the read.</summary>
    public EventId Top { get; } = page.Top;

    /// <summary>Up to where nothing came after the position that it was read from; null where something did.</summary>
    public EventId? PassedTo { get; } = PassedBy(page);

    public bool IsEmpty => _taken == _events.Length;

    /// <summary>Up to where a page says that there is nothing, so that the channel is to be read on from there; null where the page has events, or is truncated.</summary>
    public static EventId? PassedBy(HistoryPage page) => page is { Events.Count: 0, Truncated: false } ? page.HasMore ? page.Start : page.Top : null;

    public ChannelEvent Take()
    {
        ChannelEvent next = _events[_taken];
        _events[_taken++] = default;
        return next;
    }
}
