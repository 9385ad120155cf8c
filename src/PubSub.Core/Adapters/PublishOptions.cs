namespace PubSub.Core.Adapters;

/// <summary>How an event is to be published.</summary>
/// <param name="Retention">What the channel keeps, or null for an ephemeral channel.</param>
/// <param name="DedupKey">
/// A key under which this event is published once, however often it is tried, within <paramref name="DedupLifetime"/>; null for none.
/// </param>
/// <param name="DedupLifetime">How long the key is remembered.</param>
public readonly record struct PublishOptions(ChannelRetention? Retention = null, string? DedupKey = null, TimeSpan DedupLifetime = default);
