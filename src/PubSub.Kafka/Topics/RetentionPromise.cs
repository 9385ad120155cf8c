using PubSub.Contracts;

namespace PubSub.Kafka.Topics;

/// <summary>A channel that keeps its events for some time.</summary>
/// <param name="Channel">The channel, or null for any address: it may live in every topic.</param>
/// <param name="Age">How long.</param>
internal readonly record struct RetentionPromise(ChannelName? Channel, TimeSpan Age);
