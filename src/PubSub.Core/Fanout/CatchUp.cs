namespace PubSub.Core.Fanout;

/// <summary>
/// What a subscription needs while it is not live: made when it reads history, and gone when the log has taken over, because most never read any. But for
/// <see cref="Page"/> and <see cref="IsFetching"/>, only the owner of the session's write token touches it.
/// </summary>
internal sealed class CatchUp
{
    private volatile StoredPage? _page;
    private volatile bool _isFetching;

    /// <summary>The log's generation of before history was read and found to hold the subscription's position; -1 where it was not.</summary>
    public long VerifiedIn { get; set; } = -1;

    /// <summary>The log's end when a page was last asked for and came back empty, or -1.</summary>
    public long NothingNewerAt { get; set; } = -1;

    /// <summary>A page of history to be written.</summary>
    public StoredPage? Page
    {
        get => _page;
        set => _page = value;
    }

    /// <summary>True while a page is being read.</summary>
    public bool IsFetching
    {
        get => _isFetching;
        set => _isFetching = value;
    }
}
