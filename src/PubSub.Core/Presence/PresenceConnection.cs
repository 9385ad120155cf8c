using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>One connection of one member in one channel, which is what a lease is for.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="MemberId">The member.</param>
/// <param name="ClientId">The connection: unique among all nodes, and of one member in a channel.</param>
public readonly record struct PresenceConnection(ChannelName Channel, string MemberId, string ClientId);
