using System.ComponentModel.DataAnnotations;
using System.Security.Claims;

namespace PubSub.Core;

/// <summary>How presence is kept. All nodes of a system have the same.</summary>
public sealed class PresenceOptions
{
    /// <summary>How often a node renews the leases of its connections; three times as often, any node removes what has lapsed. 30 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many heartbeats a connection may miss before it is taken for gone. 3 by default: the members of a node that was killed leave
    /// <see cref="Heartbeat"/> times this after that, and a third of a heartbeat more, at the latest.
    /// </summary>
    [Range(2, 100)]
    public int MissedBeats { get; set; } = 3;

    /// <summary>The most bytes that a member may tell about itself: names and values in UTF-8. More is refused with 413 PAYLOAD_TOO_LARGE; <see cref="UserInfo"/> counts, and where that alone is more, the join fails and is logged. 4 KiB by default.</summary>
    [Range(16, 1024 * 1024)]
    public int MaxInfoBytes { get; set; } = 4096;

    /// <summary>The most members of a channel; one more is refused with 429 CHANNEL_FULL. 10,000 by default.</summary>
    [Range(1, 1_000_000)]
    public int MaxMembersPerChannel { get; set; } = 10_000;

    /// <summary>
    /// What members see of a user on every channel with presence that has no <see cref="ChannelOptions.UserInfo"/> of its own, those without a contract among them: an object, made of the
    /// authenticated identity and written as contracts are. It goes over what clients say under the same names. Null, the default, and an answer of null: nothing but the member's id and what its
    /// client says.
    /// </summary>
    public Func<ClaimsPrincipal, object?>? UserInfo { get; set; }

    /// <summary>How long a connection counts without a heartbeat.</summary>
    internal TimeSpan Lease => Heartbeat * MissedBeats;

    /// <summary>How often a node sweeps, and tries again to send a heartbeat that has failed.</summary>
    internal TimeSpan Tick => Heartbeat / 3;

    /// <summary>
    /// The store was away where nobody has swept for so long. Shorter absences end no lease that is alive: a node renews within a tick of the store's return, and of the
    /// shortest lease, two heartbeats, an absence of two ticks leaves one, after a heartbeat without a renewal.
    /// </summary>
    internal TimeSpan AwayAfter => Tick * 2;
}
