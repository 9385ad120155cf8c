using PubSub.Contracts;

namespace PubSub.Core.Publishing;

/// <summary>
/// Publishes events from server code by the names of channel and event, for channels that no record declares. Safe to use from any thread. No access rule applies and
/// no action runs.
/// </summary>
public interface IChannelPublisher
{
    /// <summary>Publishes an event. Returns when the broker has ordered it.</summary>
    /// <param name="channel">The channel's name with <paramref name="parameters"/>, such as <c>cursor</c>, or a whole address, such as <c>cursor:room-1</c> or <c>public-news</c>.</param>
    /// <param name="name">The event's name within the channel.</param>
    /// <param name="data">The payload: what the event was declared with, or anything that is written as such; any value on a channel without a contract.</param>
    /// <param name="parameters">An object with a member for each of the channel's parameters, such as <c>new { roomId = "room-1" }</c>; null for none.</param>
    /// <param name="meta">What travels beside the payload; null for nothing.</param>
    /// <param name="cancellationToken">Ends the wait; whether the event was published is then not known.</param>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.UnknownChannel"/>, <see cref="ErrorCode.InvalidChannel"/>, <see cref="ErrorCode.UnknownEvent"/>, <see cref="ErrorCode.InvalidPayload"/>,
    /// <see cref="ErrorCode.PayloadTooLarge"/>, or <see cref="ErrorCode.BrokerUnavailable"/>, also where the fan-out cannot keep up; <see cref="ErrorCode.InvalidRequest"/> for
    /// a name that no event of a channel without a contract may have.
    /// </exception>
    /// <returns>The id that the event was given.</returns>
    ValueTask<EventId> PublishAsync(
        string channel, string name, object? data, object? parameters = null, EventMeta? meta = null, CancellationToken cancellationToken = default);
}
