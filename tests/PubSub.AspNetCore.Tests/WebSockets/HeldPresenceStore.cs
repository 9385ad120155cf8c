using PubSub.Contracts;
using PubSub.Core.Presence;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>A store in memory whose answers to leaves and whose announcements may be held back, and which forgets members, or fails, where a test says so.</summary>
internal sealed class HeldPresenceStore : IPresenceStore, IPresenceSink
{
    private readonly InMemoryPresenceStore _store = new(new MemoryPresence(TimeProvider.System));

    private readonly List<(ChannelName Channel, PresenceChange Change)> _held = [];
    private IPresenceSink? _sink;
    private bool _holdsChanges;

    public string Name => _store.Name;

    public bool MayLoseSilently => _store.MayLoseSilently;

    /// <summary>What joins, updates and leaves throw, or null.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What leaves wait for.</summary>
    public Task MayLeave { get; set; } = Task.CompletedTask;

    /// <summary>Tells nobody of changes until <see cref="TellHeld"/>.</summary>
    public void HoldChanges()
    {
        lock (_held) _holdsChanges = true;
    }

    /// <summary>Tells what was held back, in its order.</summary>
    public void TellHeld()
    {
        lock (_held)
        {
            _holdsChanges = false;
            foreach ((ChannelName channel, PresenceChange change) in _held) _sink!.OnChange(channel, change);
            _held.Clear();
        }
    }

    void IPresenceSink.OnChange(ChannelName channel, PresenceChange change)
    {
        lock (_held)
        {
            if (_holdsChanges) _held.Add((channel, change));
            else _sink!.OnChange(channel, change);
        }
    }

    void IPresenceSink.OnContinuityLost(ChannelName? channel) => _sink!.OnContinuityLost(channel);

    /// <summary>Removes every member of a channel, as if no node had sent heartbeats.</summary>
    public async Task ForgetAsync(ChannelName channel)
    {
        PresenceSnapshot snapshot = await GetAsync(channel, CancellationToken.None);
        await BeatAsync([.. snapshot.Members.Select(each => new PresenceConnection(channel, each.Id, each.ClientId))], TimeSpan.Zero, CancellationToken.None);
        await SweepAsync(new PresenceSweep(TimeSpan.Zero, TimeSpan.MaxValue, 100), CancellationToken.None);
    }

    public ValueTask StartAsync(IPresenceSink sink, CancellationToken cancellationToken)
    {
        _sink = sink;
        return _store.StartAsync(this, cancellationToken);
    }

    public ValueTask WatchAsync(ChannelName channel, CancellationToken cancellationToken) => _store.WatchAsync(channel, cancellationToken);

    public ValueTask UnwatchAsync(ChannelName channel, CancellationToken cancellationToken) => _store.UnwatchAsync(channel, cancellationToken);

    public ValueTask<PresenceOutcome> JoinAsync(
        PresenceConnection connection, PresenceInfo info, PresenceStay? stay, PresenceTerms terms, CancellationToken cancellationToken) =>
        Failure is { } failure ? throw failure : _store.JoinAsync(connection, info, stay, terms, cancellationToken);

    public ValueTask<PresenceOutcome> UpdateAsync(PresenceConnection connection, PresenceInfo info, PresenceTerms terms, CancellationToken cancellationToken) =>
        Failure is { } failure ? throw failure : _store.UpdateAsync(connection, info, terms, cancellationToken);

    public async ValueTask<PresenceOutcome> LeaveAsync(PresenceConnection connection, CancellationToken cancellationToken)
    {
        if (Failure is { } failure) throw failure;
        await MayLeave.WaitAsync(cancellationToken);
        return await _store.LeaveAsync(connection, cancellationToken);
    }

    public ValueTask<IReadOnlyList<PresenceConnection>> BeatAsync(
        IReadOnlyList<PresenceConnection> connections, TimeSpan lease, CancellationToken cancellationToken) => _store.BeatAsync(connections, lease, cancellationToken);

    public ValueTask<int> SweepAsync(PresenceSweep sweep, CancellationToken cancellationToken) => _store.SweepAsync(sweep, cancellationToken);

    public ValueTask<PresenceSnapshot> GetAsync(ChannelName channel, CancellationToken cancellationToken) => _store.GetAsync(channel, cancellationToken);

    public ValueTask<int> CountAsync(ChannelName channel, CancellationToken cancellationToken) => _store.CountAsync(channel, cancellationToken);

    public ValueTask<IReadOnlyList<PresencePosition?>> GetPositionsAsync(IReadOnlyList<ChannelName> channels, CancellationToken cancellationToken) =>
        _store.GetPositionsAsync(channels, cancellationToken);
}
