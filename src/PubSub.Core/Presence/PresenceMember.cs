using System.Text.Json.Serialization;

namespace PubSub.Core.Presence;

/// <summary>
/// Somebody who is in a channel. As JSON, one flat object: <c>id</c>, <c>clientId</c>, the members of <see cref="Info"/>, <c>joinedAt</c>, and
/// <c>updatedAt</c> once it was updated. Immutable.
/// </summary>
/// <param name="Id">The user's id, with another <c>~</c> before it where it begins with one; of an anonymous member, <c>~</c> and the id of its connection, which is nobody else's.</param>
/// <param name="ClientId">The connection that the member joined with. The member stays while any connection of the same user does.</param>
/// <param name="JoinedAt">When the first connection joined, by the store's clock, to the millisecond, in UTC.</param>
/// <param name="UpdatedAt">When <see cref="Info"/> was changed last, or null where it is as it was at first.</param>
/// <param name="Info">What the member tells about itself.</param>
[JsonConverter(typeof(PresenceMemberConverter))]
public sealed record PresenceMember(string Id, string ClientId, DateTimeOffset JoinedAt, DateTimeOffset? UpdatedAt, PresenceInfo Info)
{
    /// <summary>
    /// The version that the channel had when the member joined: it rises each time that a user comes who was not there, so that two stays of one user can be told
    /// apart.
    /// </summary>
    public long Generation { get; init; }

    /// <summary>The version that the channel had when the member joined or was changed last.</summary>
    public long Version { get; init; }

    /// <summary>Whether this is a later account of the member than another one.</summary>
    internal bool IsNewerThan(PresenceMember other)
    {
        DateTimeOffset known = PresenceStay.Of(this).KnownAt, otherKnown = PresenceStay.Of(other).KnownAt;
        return known != otherKnown ? known > otherKnown : Version > other.Version;
    }
}
