namespace PubSub.Core.Adapters;

/// <summary>What a channel's history keeps: events younger than <paramref name="Age"/> and at most the last <paramref name="Count"/>.</summary>
/// <param name="Age">The age at which an event is trimmed, or null for no such limit.</param>
/// <param name="Count">The number of events kept, or null for no such limit.</param>
public sealed record ChannelRetention(TimeSpan? Age, int? Count);
