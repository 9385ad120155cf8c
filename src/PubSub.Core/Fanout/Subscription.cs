using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>
/// Where a session stands in one of its channels. But for <see cref="Page"/>, which a read of history hands over, only the owner of the session's
/// write token touches it.
/// </summary>
internal sealed class Subscription(HubChannel channel, EventFilter? filter)
{
    private volatile HistoryPage? _page;
    private volatile bool _fetching;

    public HubChannel Channel { get; } = channel;

    public EventFilter? Filter { get; } = filter;

    /// <summary>How the stream begins.</summary>
    public Resumed Resumed { get; set; }

    /// <summary>The last position passed, whether its event was written or hidden by the filter.</summary>
    public EventId Position { get; set; }

    /// <summary>The log's generation of before history was read and found to hold <see cref="Position"/>; -1 where it was not.</summary>
    public long VerifiedIn { get; set; } = -1;

    /// <summary>True where the subscription reads the log at <see cref="Cursor"/>; false where it reads history after <see cref="Position"/>.</summary>
    public bool IsLive { get; set; }

    /// <summary>Where it reads the log. A field, because reading remembers the segment in it.</summary>
    public LogCursor Cursor;

    /// <summary>Entries of the log up to this position came by history already; empty for none.</summary>
    public EventId SkipThrough { get; set; }

    /// <summary>A gap that is yet to be told, or null.</summary>
    public string? PendingGap { get; set; }

    /// <summary>True where the filter hid events since the stream last carried a position.</summary>
    public bool HasHidden { get; set; }

    /// <summary>A page of history to be written.</summary>
    public HistoryPage? Page
    {
        get => _page;
        set => _page = value;
    }

    /// <summary>How much of <see cref="Page"/> was written.</summary>
    public int PageIndex { get; set; }

    /// <summary>True while a page is being read.</summary>
    public bool IsFetching
    {
        get => _fetching;
        set => _fetching = value;
    }

    /// <summary>The log's end when a page was last asked for and came back empty, or -1.</summary>
    public long NothingNewerAt { get; set; } = -1;

    /// <summary>Where the channel's sessions are kept.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Reads the log from a cursor on.</summary>
    public void GoLive(LogCursor cursor, EventId skipThrough = default)
    {
        Cursor = cursor;
        SkipThrough = skipThrough;
        IsLive = true;
        Page = null;
    }
}
