using PubSub.Core.Adapters;
using PubSub.Kafka.Topics;

namespace PubSub.Kafka.Epochs;

/// <summary>Has the topics made that are missing, and agrees with the other nodes on an epoch for each that needs one.</summary>
/// <param name="options">Names the epoch topic.</param>
/// <param name="topics">The topics.</param>
/// <param name="setup">Makes topics.</param>
/// <param name="claims">The epoch topic.</param>
/// <param name="book">The epochs that hold.</param>
/// <param name="reassign">Has the live reader read the epoch topic, after a change.</param>
internal sealed class TopicAgreement(
    KafkaOptions options, TopicMap topics, TopicSetup setup, ClaimLog claims, EpochBook book, Func<Action, Task> reassign)
{
    /// <summary>Sees to it that every topic is there, is served and has an epoch.</summary>
    /// <param name="certain">A sign that a topic is not the one that was read, or null.</param>
    /// <param name="patience">How long brokers may take to answer, and partitions to have a leader.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="BrokerUnavailableException">No broker answered in time, or a partition has no leader.</exception>
    /// <exception cref="InvalidOperationException">A topic is missing and cannot be made.</exception>
    public async Task<TopicFacts> ReachAsync(Suspicion? certain, TimeSpan patience, CancellationToken cancellationToken)
    {
        // What held before a topic is made is over then; a claim that is read after that may be of a node that claimed for the same topic already.
        if (claims.IsLost && await setup.HasAsync(options.EpochTopic, patience, cancellationToken)) await claims.BeginAsync(reassign, cancellationToken);
        Dictionary<string, TopicEpoch?> before = topics.All.ToDictionary(topic => topic.Name, topic => book.Of(topic.Name), StringComparer.Ordinal);
        TopicFacts facts = await setup.EnsureAsync(patience, cancellationToken);
        if (claims.IsLost || facts.Created.Contains(options.EpochTopic)) await claims.BeginAsync(reassign, cancellationToken);
        await claims.CatchUpAsync(cancellationToken);
        EpochNeed[] needs = [.. topics.All.Where(NeedsOne).Select(topic => new EpochNeed(topic.Name, book.Of(topic.Name), facts.Partitions[topic.Name]))];
        if (needs.Length > 0) await claims.ClaimAsync(needs, cancellationToken);
        return facts;

        bool NeedsOne(TopicState topic)
        {
            if (book.Of(topic.Name) is not { } known) return true;
            bool isKnownLost = certain is not null && certain.Log.Partition.Topic == topic.Name && known.IsSame(certain.Epoch);
            bool isMadeAnew = facts.Created.Contains(topic.Name) && known.IsSame(before[topic.Name]);
            return isKnownLost || isMadeAnew || facts.Partitions[topic.Name] < known.Partitions;
        }
    }
}
