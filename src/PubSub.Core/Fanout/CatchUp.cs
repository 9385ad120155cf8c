using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>
/// What a subscription needs while it is not live: made when it reads history, and gone when the log has taken over, because most never read any. But for
/// <see cref="Page"/>, <see cref="IsFetching"/> and <see cref="IsGivenUp"/>, only the owner of the session's write token touches it.
/// </summary>
internal sealed class CatchUp
{
    private volatile StoredPage? _page;
    private volatile bool _isFetching;
    private volatile bool _isGivenUp;

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

    /// <summary>True where the session does not read the channel on: nothing more of it is written.</summary>
    public bool IsGivenUp
    {
        get => _isGivenUp;
        set => _isGivenUp = value;
    }

    /// <summary>Begins to read the page after a subscription's position, without the token; the end of the read pokes the session.</summary>
    public async void Fetch(Subscription subscription, Session session)
    {
        IsFetching = true;
        HubChannel channel = subscription.Channel;
        long generation = channel.Log.Generation;
        long endSeq = channel.Log.EndSeq;
        try
        {
            HistoryPage page = await channel.ReadAfterAsync(HistoryPosition.After(subscription.Position), HubChannel.PageBytes / session.Subscriptions.Length);
            VerifiedIn = page.Truncated ? -1 : generation;
            NothingNewerAt = page is { Events.Count: 0, Truncated: false, HasMore: false } ? endSeq : -1;
            Page = new StoredPage(page);
        }
        catch (Exception error)
        {
            // The subscriber resumes from its last id when the broker is back.
            IsGivenUp = true;
            channel.NoteReadFailed(error);
            session.GiveUp(subscription, SessionEnd.BrokerUnavailable);
            return;
        }

        IsFetching = false;
        session.Poke();
    }
}
