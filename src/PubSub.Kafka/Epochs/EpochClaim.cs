namespace PubSub.Kafka.Epochs;

/// <summary>A record of the epoch topic.</summary>
/// <param name="Topic">The topic that it is about.</param>
/// <param name="Epoch">The life that it claims, or says again.</param>
/// <param name="Over">
/// The key of a claim that came too late and that this one answers, or null. It tells those who have read that one alone, because compaction took what was
/// before it.
/// </param>
internal sealed record EpochClaim(string Topic, TopicEpoch Epoch, byte[]? Over = null);
