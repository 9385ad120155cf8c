using PubSub.Contracts;
using PubSub.Core.Presence;

namespace PubSub.Core.Channels;

/// <summary>A channel that connections have joined.</summary>
/// <param name="Name">Its address.</param>
/// <param name="Type">What it is to those who join it.</param>
/// <param name="MemberCount">On a presence channel its members on all nodes; on another the connections of this node that have joined it.</param>
/// <param name="CreatedAt">Since when connections of this node have been in it without a break, in UTC; on a presence channel that none of them is in, when the first of those who are there joined.</param>
public sealed record ChannelInfo(ChannelName Name, ChannelType Type, int MemberCount, DateTimeOffset CreatedAt)
{
    /// <summary>Who is in a presence channel, on all nodes; null on any other, and in lists of channels.</summary>
    public IReadOnlyList<PresenceMember>? Members { get; init; }
}
