using System.ComponentModel.DataAnnotations;

namespace PubSub.Core.InMemory;

/// <summary>How the in-memory adapter bounds what it keeps.</summary>
public sealed class InMemoryOptions
{
    /// <summary>
    /// How many channels with history are kept; beyond it the one that is quiet for longest is forgotten, and its subscribers are told of a gap.
    /// 1,000,000 by default.
    /// </summary>
    [Range(64, 100_000_000)]
    public int MaxChannels { get; set; } = 1_000_000;

    /// <summary>
    /// How long a channel's epoch and last id are kept after its last event, so that a quiet channel does not fake a gap. 7 days by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan ChannelLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many dedup keys are remembered. 1,000,000 by default.</summary>
    [Range(64, 100_000_000)]
    public int MaxDedupKeys { get; set; } = 1_000_000;
}
