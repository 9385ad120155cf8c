namespace PubSub.Core.Channels;

/// <summary>The channels that connections of this node have joined.</summary>
/// <param name="Channels">How many there are.</param>
/// <param name="TotalMembers">The sum of <see cref="ChannelInfo.MemberCount"/>.</param>
/// <param name="ByType">How many there are of each type; a type without any is there too, with 0.</param>
public sealed record ChannelStatistics(int Channels, int TotalMembers, IReadOnlyDictionary<ChannelType, int> ByType);
