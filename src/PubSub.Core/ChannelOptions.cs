using System.Security.Claims;
using PubSub.Core.Access;

namespace PubSub.Core;

/// <summary>What only the server knows of a channel.</summary>
public sealed class ChannelOptions
{
    /// <summary>Whether anyone may do what no rule of the channel is about; null, the default, leaves it to the declaration and the host.</summary>
    public bool? Public { get; set; }

    /// <summary>
    /// Who may publish. Null, the default: anyone where the channel is open (<see cref="Public"/>, the declaration, <see cref="PubSubOptions.AllowAnonymous"/>), else
    /// whom the most specific of <see cref="PubSubOptions.Guard"/>'s rules that matches the address lets through, else whoever has signed in.
    /// </summary>
    public AccessRule? Publish { get; set; }

    /// <summary>
    /// Who may read: streams, history, membership and the list of members. Null, the default, as for <see cref="Publish"/>. Asked when a stream opens or resumes, for each of its
    /// channels, and again when a credential has ended and its holder comes back with another.
    /// </summary>
    public AccessRule? Subscribe { get; set; }

    /// <summary>
    /// What the other members of a channel with presence see of a user, made of the authenticated identity: an object, written as contracts are. Null, the default, leaves it
    /// to <see cref="PresenceOptions.UserInfo"/>. An answer of null: nothing but the member's id and what its client says.
    /// </summary>
    public Func<ClaimsPrincipal, object?>? UserInfo { get; set; }

    /// <summary>What becomes of a session that falls out of the channel's window; null, the default, leaves it to <see cref="FanoutOptions.SlowSessions"/>.</summary>
    public SlowSessionPolicy? SlowSessions { get; set; }
}
