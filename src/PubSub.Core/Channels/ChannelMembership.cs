using PubSub.Contracts;

namespace PubSub.Core.Channels;

/// <summary>A connection in a channel.</summary>
/// <param name="ClientId">The connection, as others see it in <c>from</c> and in lists of members.</param>
/// <param name="UserId">Whose it is; null where nobody is signed in.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Type">What the channel is to those who join it.</param>
public sealed record ChannelMembership(string ClientId, string? UserId, ChannelName Channel, ChannelType Type);
