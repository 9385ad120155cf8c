using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Presence;

namespace PubSub.Core.Channels;

/// <summary>
/// The channels that connections of this node have joined, for server code: by a WebSocket, or by a stream of <c>GET /channels/{channel}/subscribe</c> for as long as it lasts. A stream of
/// <c>GET /events</c> reads channels and is in none. It asks no access rule. Safe to use from any thread.
/// </summary>
public interface IChannels
{
    /// <summary>A channel with its members; null where no connection of this node is in it and, on a presence channel, nobody is on any node.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>: the store of members did not answer.</exception>
    ValueTask<ChannelInfo?> GetAsync(ChannelName channel, CancellationToken cancellationToken = default);

    /// <summary>The channels that connections of this node are in, by address (ordinally).</summary>
    /// <param name="type">Only those of this type; null for all.</param>
    /// <param name="prefix">Only those whose address begins so, compared ordinally; null for all.</param>
    IReadOnlyList<ChannelInfo> List(ChannelType? type = null, string? prefix = null);

    /// <summary>The members of a presence channel on all nodes, by the time at which they joined, then by id.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>: the store of members did not answer.</exception>
    ValueTask<IReadOnlyList<PresenceMember>> GetMembersAsync(ChannelName channel, CancellationToken cancellationToken = default);

    /// <summary>Says something to everybody in a channel without a contract, on all nodes. What is said has no sender.</summary>
    /// <param name="channel">The channel. Events of one with a contract are published by <see cref="Publishing.IEventPublisher"/>.</param>
    /// <param name="eventName">1 to 200 letters, digits, <c>_</c>, <c>.</c>, <c>:</c> and <c>-</c>.</param>
    /// <param name="data">What is said, serialised as contracts are; a <see cref="JsonElement"/> as it is.</param>
    /// <param name="cancellationToken">Ends the wait; whether it was published is then not known.</param>
    /// <returns>The event's id, when the broker has ordered it.</returns>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.UnknownChannel"/>, <see cref="ErrorCode.InvalidRequest"/>, <see cref="ErrorCode.InvalidPayload"/>, <see cref="ErrorCode.PayloadTooLarge"/>
    /// or <see cref="ErrorCode.BrokerUnavailable"/>.
    /// </exception>
    ValueTask<EventId> BroadcastAsync(ChannelName channel, string eventName, object? data, CancellationToken cancellationToken = default);

    /// <summary>How many channels and members there are.</summary>
    ChannelStatistics GetStatistics();
}
