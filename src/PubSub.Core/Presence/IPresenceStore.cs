using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Presence;

/// <summary>
/// Keeps who is in which channel, for all nodes that share it. A member is there while any of its connections holds a lease. Every step is atomic, gives each
/// change the channel's next version, and tells it to every node that watches the channel, this one included. Leases go by the store's clock. Lapsed leases end
/// when a node sweeps, and not before one lease has passed since the store came back from an absence, because nobody could send heartbeats meanwhile.
/// Safe to use from any thread. Every wait for the store's server ends by itself, with <see cref="BrokerUnavailableException"/>, and on cancellation.
/// </summary>
public interface IPresenceStore
{
    /// <summary>A short name for logs and metrics, such as <c>memory</c> or <c>redis</c>.</summary>
    string Name { get; }

    /// <summary>Whether a change may be lost without a call of <see cref="IPresenceSink.OnContinuityLost"/>. Where true, positions are compared every few seconds.</summary>
    bool MayLoseSilently { get; }

    /// <summary>
    /// The part of the store that a channel is in. Parts fail apart from each other: a node asks about channels of different parts in different calls, so that one
    /// that does not answer keeps no others from being renewed. Always the same for a channel; may be asked for before the store is started.
    /// </summary>
    int PartOf(ChannelName channel) => 0;

    /// <summary>Connects, and checks what the store needs of its server. Called once, before any other member. What it throws stops the host.</summary>
    ValueTask StartAsync(IPresenceSink sink, CancellationToken cancellationToken);

    /// <summary>Asks to be told a channel's changes. Returns when that is certain: a change that is made after it reaches the sink, or continuity is lost.</summary>
    ValueTask WatchAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>Ends <see cref="WatchAsync"/>. Changes that were under way may still reach the sink.</summary>
    ValueTask UnwatchAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a connection and gives it a lease. The first one of its member makes the member join. A further one, or the same again, puts its information over
    /// the member's, which is an update where that changes anything.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="info">What the member tells about itself.</param>
    /// <param name="stay">
    /// Null where it comes: it joins at the store's present time. Otherwise it is put back, because the store had lost the connection: it has joined and was updated
    /// when this says. A member that is there keeps its times and what it tells, unless <see cref="PresenceStay.KnownAt"/> is later than its own; then all that it
    /// tells is replaced, which is an update where that changes anything.
    /// </param>
    /// <param name="terms">What to keep to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<PresenceOutcome> JoinAsync(
        PresenceConnection connection, PresenceInfo info, PresenceStay? stay, PresenceTerms terms, CancellationToken cancellationToken);

    /// <summary>Puts members of an object over those that the member tells. Always a change.</summary>
    ValueTask<PresenceOutcome> UpdateAsync(PresenceConnection connection, PresenceInfo info, PresenceTerms terms, CancellationToken cancellationToken);

    /// <summary>Removes a connection. The last one of its member makes the member leave.</summary>
    ValueTask<PresenceOutcome> LeaveAsync(PresenceConnection connection, CancellationToken cancellationToken);

    /// <summary>Gives connections another lease each.</summary>
    /// <returns>Those that are not there any more, and have to join again.</returns>
    ValueTask<IReadOnlyList<PresenceConnection>> BeatAsync(IReadOnlyList<PresenceConnection> connections, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Removes connections whose leases have lapsed. Any number of nodes may do so at any time: each connection is removed, and told, once. Also tells the store that
    /// nodes can reach it: where they could not, nothing is removed for a lease.
    /// </summary>
    /// <returns>How many were removed. Where it is none, no more have lapsed.</returns>
    ValueTask<int> SweepAsync(PresenceSweep sweep, CancellationToken cancellationToken);

    /// <summary>Who is in a channel.</summary>
    ValueTask<PresenceSnapshot> GetAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>How many members a channel has; costs no list of them.</summary>
    ValueTask<int> CountAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>
    /// The last change of each channel, in the order asked for; null for one whose record could not be read while others could.
    /// </summary>
    ValueTask<IReadOnlyList<PresencePosition?>> GetPositionsAsync(IReadOnlyList<ChannelName> channels, CancellationToken cancellationToken);

    /// <summary>
    /// Tells whether the store's server answers, for the host's health report. Does not throw for one that is down. Null where the store has no server of its own
    /// to ask.
    /// </summary>
    ValueTask<AdapterHealth?> CheckHealthAsync(CancellationToken cancellationToken) => new((AdapterHealth?)null);
}
