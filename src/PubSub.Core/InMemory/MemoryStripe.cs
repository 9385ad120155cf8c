using PubSub.Contracts;

namespace PubSub.Core.InMemory;

/// <summary>
/// A share of the channels, under one lock: publishing to a channel is atomic with its history, its dedup keys and its delivery to the sink.
/// </summary>
internal sealed class MemoryStripe(int dedupLimit)
{
    public Lock Lock { get; } = new();

    public Dictionary<ChannelName, MemoryChannel> Channels { get; } = [];

    public DedupTable Dedup { get; } = new(dedupLimit);

    /// <summary>The last milliseconds given to an ephemeral event of this stripe.</summary>
    public long LastEphemeral { get; set; }
}
