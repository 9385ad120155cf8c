using System.Collections.Concurrent;

namespace PubSub.Kafka.Epochs;

/// <summary>
/// The epochs that hold, as far as this node has read the epoch topic: a fold over its records in their order, so that all nodes end up with the same. Written by
/// one thread at a time; read by any.
/// </summary>
internal sealed class EpochBook
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>
    /// What must be written, because compaction keeps only the last record of a key, and that is none or a claim that came too late.
    /// </summary>
    public IReadOnlyList<EpochClaim> Unwritten =>
        [.. _entries.Where(entry => entry.Value.Last is not { } last || !entry.Value.Epoch.HasKey(last)).Select(entry => new EpochClaim(entry.Key, entry.Value.Epoch, entry.Value.Last))];

    public TopicEpoch? Of(string topic) => _entries.GetValueOrDefault(topic)?.Epoch;

    /// <summary>
    /// Forgets what the records were, because the epoch topic is read from its beginning: what was known before holds until a record says otherwise. The order of
    /// a topic that was made anew decides, and not what a node remembers.
    /// </summary>
    public void Begin()
    {
        foreach ((string topic, Entry entry) in _entries) _entries[topic] = entry with { Last = null };
    }

    /// <summary>Takes the next record.</summary>
    /// <param name="claim">The record.</param>
    /// <param name="answer">What must be written in answer to a claim that came too late, or null.</param>
    /// <returns>True where another epoch holds from now on.</returns>
    public bool Take(EpochClaim claim, out EpochClaim? answer)
    {
        Entry? known = _entries.GetValueOrDefault(claim.Topic);
        bool holds = known?.Last is null || claim.Epoch.IsSame(known.Epoch) || IsKeyOf(claim.Epoch.Follows, known.Epoch) || IsKeyOf(claim.Over, known.Epoch);
        TopicEpoch standing = holds ? claim.Epoch : known!.Epoch;
        _entries[claim.Topic] = new Entry(standing, claim.Epoch.Key);
        answer = holds ? null : new EpochClaim(claim.Topic, standing, claim.Epoch.Key);
        return !standing.IsSame(known?.Epoch);
    }

    private static bool IsKeyOf(byte[]? key, TopicEpoch epoch) => key is not null && epoch.HasKey(key);

    // Last: the key of the last record about the topic; null where none has been read.
    private sealed record Entry(TopicEpoch Epoch, byte[]? Last);
}
