using System.ComponentModel.DataAnnotations;

namespace PubSub.Core;

/// <summary>How presence is kept. All nodes of a system have the same.</summary>
public sealed class PresenceOptions
{
    /// <summary>How often a node renews the leases of its connections, and removes what has lapsed. 30 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many heartbeats a connection may miss before it is taken for gone. 3 by default: the members of a node that was killed leave after
    /// <see cref="Heartbeat"/> times this, and one heartbeat more at the latest.
    /// </summary>
    [Range(2, 100)]
    public int MissedBeats { get; set; } = 3;

    /// <summary>The most bytes that a member may tell about itself: names and values in UTF-8. More is refused with 413 PAYLOAD_TOO_LARGE. 4 KiB by default.</summary>
    [Range(16, 1024 * 1024)]
    public int MaxInfoBytes { get; set; } = 4096;

    /// <summary>The most members of a channel; one more is refused with 429 CHANNEL_FULL. 10,000 by default.</summary>
    [Range(1, 1_000_000)]
    public int MaxMembersPerChannel { get; set; } = 10_000;

    /// <summary>How long a connection counts without a heartbeat.</summary>
    internal TimeSpan Lease => Heartbeat * MissedBeats;
}
