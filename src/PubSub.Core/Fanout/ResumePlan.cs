using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>
/// Works out where a session begins in a channel: in the node's window where that holds the cursor, so that a storm of reconnects asks no broker;
/// else in the channel's history; else with the next event, and a gap that says so.
/// </summary>
internal static class ResumePlan
{
    /// <param name="channel">The channel.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="pageBytes">
    /// The most bytes of the first page of history, which the subscription then holds. With none, history is only asked whether it can be resumed from; what came after is read when
    /// the session gets to it, and what is trimmed in between is told as a gap.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the broker.</param>
    public static async ValueTask<Subscription> MakeAsync(
        HubChannel channel, SubscribeRequest request, int pageBytes, CancellationToken cancellationToken)
    {
        var subscription = new Subscription(channel, request.Filter, request.Renderer);
        SubscribeFrom from = request.From;
        if (from.IsUnknown) BeginWithGap(subscription, GapReason.UnknownCursor);
        else if (from.Id is { } id) await BeginAfterAsync(subscription, id, pageBytes, cancellationToken);
        else if (from.Time is { } time) await BeginAfterTimeAsync(subscription, time, pageBytes, cancellationToken);
        else BeginLive(subscription, Resumed.Live);
        return subscription;
    }

    /// <summary>Why a position cannot be resumed from, where its channel's history says that it cannot.</summary>
    public static string ReasonOf(EventId position, EventId top) =>
        position.Epoch != top.Epoch ? GapReason.StreamRestarted
        : position.Offset >= top.Offset ? GapReason.UnknownCursor
        : GapReason.Trimmed;

    private static void BeginLive(Subscription subscription, Resumed resumed)
    {
        LogCursor cursor = subscription.Channel.Log.AttachAtEnd(out EventId position);
        subscription.Position = position;
        subscription.Resumed = resumed;
        subscription.GoLive(cursor);
    }

    private static void BeginWithGap(Subscription subscription, string reason)
    {
        BeginLive(subscription, Resumed.Gap);
        subscription.PendingGap = reason;
    }

    private static async ValueTask BeginAfterAsync(Subscription subscription, EventId id, int pageBytes, CancellationToken cancellationToken)
    {
        HubChannel channel = subscription.Channel;
        if (channel.Log.TryLocate(id, verifiedIn: -1, out LogCursor cursor))
        {
            subscription.Position = id;
            subscription.Resumed = Resumed.Complete;
            subscription.GoLive(cursor);
            return;
        }

        if (!channel.HasHistory)
        {
            BeginWithGap(subscription, GapReason.NotRetained);
            return;
        }

        long generation = channel.Log.Generation;
        HistoryPage page = await channel.ReadAfterAsync(HistoryPosition.After(id), Math.Max(1, pageBytes), cancellationToken);
        if (page.Truncated) BeginWithGap(subscription, ReasonOf(id, page.Top));
        else BeginWithPage(subscription, id, page, generation, holds: pageBytes > 0);
    }

    private static async ValueTask BeginAfterTimeAsync(
        Subscription subscription, DateTimeOffset time, int pageBytes, CancellationToken cancellationToken)
    {
        if (!subscription.Channel.HasHistory)
        {
            BeginWithGap(subscription, GapReason.NotRetained);
            return;
        }

        long generation = subscription.Channel.Log.Generation;
        HistoryPage page = await subscription.Channel.ReadAfterAsync(HistoryPosition.AfterTime(time), Math.Max(1, pageBytes), cancellationToken);
        if (page.Truncated) BeginWithGap(subscription, GapReason.Trimmed);
        else BeginWithPage(subscription, page.Start, page, generation, holds: pageBytes > 0);
    }

    private static void BeginWithPage(Subscription subscription, EventId position, HistoryPage page, long generation, bool holds)
    {
        // The window may hold what nothing came up to, and not a position of long ago.
        subscription.Position = StoredPage.PassedBy(page) ?? position;
        subscription.Resumed = Resumed.Complete;
        subscription.BeginWith(holds ? new StoredPage(page) : null, generation);
    }
}
