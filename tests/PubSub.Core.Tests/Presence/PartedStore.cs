using PubSub.Contracts;
using PubSub.Core.Presence;

namespace PubSub.Core.Tests.Presence;

/// <summary>A store of several parts, of which calls about some channels can be made to fail or to take their time.</summary>
/// <param name="store">The store behind it.</param>
/// <param name="before">Waits or throws before a call about a channel, which it is told with the call's name; of a reading, before its answer.</param>
/// <param name="partOf">The part that a channel is in.</param>
internal sealed class PartedStore(IPresenceStore store, Func<string, ChannelName, Task> before, Func<ChannelName, int>? partOf = null) : IPresenceStore
{
    public string Name => "parted";

    public bool MayLoseSilently => true;

    public int PartOf(ChannelName channel) => partOf?.Invoke(channel) ?? 0;

    public ValueTask StartAsync(IPresenceSink sink, CancellationToken cancellationToken) => store.StartAsync(sink, cancellationToken);

    public ValueTask WatchAsync(ChannelName channel, CancellationToken cancellationToken) => store.WatchAsync(channel, cancellationToken);

    public ValueTask UnwatchAsync(ChannelName channel, CancellationToken cancellationToken) => store.UnwatchAsync(channel, cancellationToken);

    public async ValueTask<PresenceOutcome> JoinAsync(
        PresenceConnection connection, PresenceInfo info, PresenceStay? stay, PresenceTerms terms, CancellationToken cancellationToken)
    {
        await before(nameof(JoinAsync), connection.Channel);
        return await store.JoinAsync(connection, info, stay, terms, cancellationToken);
    }

    public ValueTask<PresenceOutcome> UpdateAsync(PresenceConnection connection, PresenceInfo info, PresenceTerms terms, CancellationToken cancellationToken) =>
        store.UpdateAsync(connection, info, terms, cancellationToken);

    public async ValueTask<PresenceOutcome> LeaveAsync(PresenceConnection connection, CancellationToken cancellationToken)
    {
        await before(nameof(LeaveAsync), connection.Channel);
        return await store.LeaveAsync(connection, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<PresenceConnection>> BeatAsync(
        IReadOnlyList<PresenceConnection> connections, TimeSpan lease, CancellationToken cancellationToken)
    {
        foreach (PresenceConnection connection in connections) await before(nameof(BeatAsync), connection.Channel);
        return await store.BeatAsync(connections, lease, cancellationToken);
    }

    public ValueTask<int> SweepAsync(PresenceSweep sweep, CancellationToken cancellationToken) => store.SweepAsync(sweep, cancellationToken);

    public async ValueTask<PresenceSnapshot> GetAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        PresenceSnapshot snapshot = await store.GetAsync(channel, cancellationToken);
        await before(nameof(GetAsync), channel);
        return snapshot;
    }

    public ValueTask<int> CountAsync(ChannelName channel, CancellationToken cancellationToken) => store.CountAsync(channel, cancellationToken);

    public async ValueTask<IReadOnlyList<PresencePosition?>> GetPositionsAsync(IReadOnlyList<ChannelName> channels, CancellationToken cancellationToken)
    {
        foreach (ChannelName channel in channels) await before(nameof(GetPositionsAsync), channel);
        return await store.GetPositionsAsync(channels, cancellationToken);
    }
}
