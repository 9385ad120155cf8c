using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>Who is in which channel of one process: a node's part of <see cref="MemoryPresence"/>. Safe to use from any thread.</summary>
internal sealed class InMemoryPresenceStore(MemoryPresence presence) : IPresenceStore
{
    public InMemoryPresenceStore(TimeProvider time)
        : this(new MemoryPresence(time))
    {
    }

    public string Name => "memory";

    public bool MayLoseSilently => false;

    public ValueTask StartAsync(IPresenceSink sink, CancellationToken cancellationToken)
    {
        presence.Add(this, sink);
        return default;
    }

    public ValueTask WatchAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        presence.Watch(this, channel);
        return default;
    }

    public ValueTask UnwatchAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        presence.Unwatch(this, channel);
        return default;
    }

    public ValueTask<PresenceOutcome> JoinAsync(
        PresenceConnection connection, PresenceInfo info, PresenceStay? stay, PresenceTerms terms, CancellationToken cancellationToken) =>
        new(presence.Join(connection, info, stay, terms));

    public ValueTask<PresenceOutcome> UpdateAsync(PresenceConnection connection, PresenceInfo info, PresenceTerms terms, CancellationToken cancellationToken) =>
        new(presence.Update(connection, info, terms));

    public ValueTask<PresenceOutcome> LeaveAsync(PresenceConnection connection, CancellationToken cancellationToken) => new(presence.Leave(connection));

    public ValueTask<IReadOnlyList<PresenceConnection>> BeatAsync(
        IReadOnlyList<PresenceConnection> connections, TimeSpan lease, CancellationToken cancellationToken) => new(presence.Beat(connections, lease));

    public ValueTask<int> SweepAsync(PresenceSweep sweep, CancellationToken cancellationToken) => new(presence.Sweep(sweep));

    public ValueTask<PresenceSnapshot> GetAsync(ChannelName channel, CancellationToken cancellationToken) => new(presence.Get(channel));

    public ValueTask<int> CountAsync(ChannelName channel, CancellationToken cancellationToken) => new(presence.Count(channel));

    public ValueTask<IReadOnlyList<PresencePosition?>> GetPositionsAsync(IReadOnlyList<ChannelName> channels, CancellationToken cancellationToken) =>
        new([.. channels.Select(presence.PositionOf)]);
}
