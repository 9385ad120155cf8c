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
public readonly record struct ReadOptions(int MaxEvents, int MaxBytes = int.MaxValue, ChannelRetention? Retention = null);
