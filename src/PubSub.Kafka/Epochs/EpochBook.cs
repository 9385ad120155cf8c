using System.Collections.Concurrent;

namespace PubSub.Kafka.Epochs;

/// <summary>The epochs that hold, as far as this node has read the epoch topic. Thread-safe.</summary>
internal sealed class EpochBook
{
    private readonly ConcurrentDictionary<string, TopicEpoch> _epochs = new(StringComparer.Ordinal);

    /// <summary>Every topic of which an epoch is known.</summary>
    public IReadOnlyCollection<KeyValuePair<string, TopicEpoch>> All => [.. _epochs];

    public TopicEpoch? Of(string topic) => _epochs.GetValueOrDefault(topic);

    /// <summary>Takes a claim.</summary>
    /// <returns>
    /// True where it holds from now on. False where another does: then <paramref name="standing"/> is what must be written again, because compaction keeps
    /// only the last record of a key; it is null where the claim is the one that holds.
    /// </returns>
    public bool Take(string topic, TopicEpoch claim, out TopicEpoch? standing)
    {
        while (true)
        {
            TopicEpoch? known = _epochs.GetValueOrDefault(topic);
            if (!claim.Beats(known))
            {
                standing = claim.IsSame(known!) ? null : known;
                return false;
            }

            standing = null;
            if (known is null ? _epochs.TryAdd(topic, claim) : _epochs.TryUpdate(topic, claim, known)) return true;
        }
    }
}
