namespace PubSub.Core.Adapters;

/// <summary>How much of a channel's history is to be read, and what of it still counts.</summary>
/// <param name="MaxEvents">The most events to return, at least 1.</param>
/// <param name="MaxBytes">
/// The most bytes of <see cref="EventBody.Json"/> to return together, at least 1; no limit by default. A page ends before the event that would exceed it, but
/// holds one event at the least where there is one; <see cref="HistoryPage.HasMore"/> is true for what it leaves. An adapter may return less than both limits allow.
/// </param>
/// <param name="Retention">
/// What the channel keeps, as its contract says now: an event that this no longer keeps counts as trimmed, also where the adapter has not removed it yet. Null
/// where the reader does not know; the adapter then goes by what it knows itself, such as the options of the last publish.
/// </param>
public readonly record struct ReadOptions(int MaxEvents, int MaxBytes = int.MaxValue, ChannelRetention? Retention = null)
{
    /// <summary>
    /// True where a page that is <see cref="HistoryPage.Truncated"/> is of no use to the reader but for that and <see cref="HistoryPage.Top"/>: an adapter that knows
    /// the position to be lost answers so at once, without events, and searches for nothing. It may read all the same. False by default: the oldest events that are
    /// kept are wanted then.
    /// </summary>
    public bool OnlyIfContinuous { get; init; }

    /// <summary>
    /// How long the reader can wait for a page of what was found by then; null where it can wait for as long as the adapter itself allows. The engine gives up a
    /// good deal later, so that an adapter whose reads take long answers in time if it ends its search here: with the events that it has, or with none and the place that
    /// it got to (<see cref="HistoryPage.Start"/>), and <see cref="HistoryPage.HasMore"/>. An adapter whose reads are short need not look at it.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }
}
