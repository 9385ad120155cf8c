using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>Who is in a channel, for server code. It asks no access rule. Safe to use from any thread.</summary>
public interface IPresence
{
    /// <summary>The members of a channel on all nodes, by the time at which they joined, then by id; none where nobody is there.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>: the store did not answer.</exception>
    ValueTask<IReadOnlyList<PresenceMember>> GetMembersAsync(ChannelName channel, CancellationToken cancellationToken = default);

    /// <summary>How many members a channel has on all nodes; costs no list of them.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>: the store did not answer.</exception>
    ValueTask<int> CountAsync(ChannelName channel, CancellationToken cancellationToken = default);
}
