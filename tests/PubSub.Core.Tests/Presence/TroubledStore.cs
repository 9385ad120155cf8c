using PubSub.Contracts;
using PubSub.Core.Presence;

namespace PubSub.Core.Tests.Presence;

/// <summary>A store whose announcements get lost, come twice, and come in another order; the steps themselves are as they should be.</summary>
internal sealed class TroubledStore(IPresenceStore store, Random random) : IPresenceStore, IPresenceSink
{
    private readonly Lock _gate = new();
    private readonly List<(ChannelName Channel, PresenceChange Change)> _held = [];
    private IPresenceSink? _sink;

    public string Name => "troubled";

    public bool MayLoseSilently => true;

    /// <summary>Whether no announcement comes at all.</summary>
    public bool IsMute { get; set; }

    /// <summary>Runs before a join or a leave: where it fails, or the step is cancelled meanwhile, the step does not come about.</summary>
    public Func<Task>? Before { get; set; }

    /// <summary>Runs when a join or a leave has come about, before it is answered.</summary>
    public Func<Task>? After { get; set; }

    public ValueTask StartAsync(IPresenceSink sink, CancellationToken cancellationToken)
    {
        _sink = sink;
        return store.StartAsync(this, cancellationToken);
    }

    /// <summary>Tells some of what was held back, in whatever order.</summary>
    public void Release()
    {
        lock (_gate)
        {
            for (int left = random.Next(_held.Count + 1); left > 0; left--)
            {
                int at = random.Next(_held.Count);
                (ChannelName channel, PresenceChange change) = _held[at];
                _held.RemoveAt(at);
                _sink!.OnChange(channel, change);
            }
        }
    }

    void IPresenceSink.OnChange(ChannelName channel, PresenceChange change)
    {
        lock (_gate)
        {
            int fate = IsMute ? 0 : random.Next(10);
            if (fate == 0) return;
            if (fate <= 3) _held.Add((channel, change));
            if (fate >= 3) _sink!.OnChange(channel, change);
        }
    }

    void IPresenceSink.OnContinuityLost(ChannelName? channel) => _sink!.OnContinuityLost(channel);

    public ValueTask WatchAsync(ChannelName channel, CancellationToken cancellationToken) => store.WatchAsync(channel, cancellationToken);

    public ValueTask UnwatchAsync(ChannelName channel, CancellationToken cancellationToken) => store.UnwatchAsync(channel, cancellationToken);

    public ValueTask<PresenceOutcome> JoinAsync(
        PresenceConnection connection, PresenceInfo info, PresenceStay? stay, PresenceTerms terms, CancellationToken cancellationToken) =>
        DoAsync(() => store.JoinAsync(connection, info, stay, terms, cancellationToken), cancellationToken);

    public ValueTask<PresenceOutcome> UpdateAsync(PresenceConnection connection, PresenceInfo info, PresenceTerms terms, CancellationToken cancellationToken) =>
        store.UpdateAsync(connection, info, terms, cancellationToken);

    public ValueTask<PresenceOutcome> LeaveAsync(PresenceConnection connection, CancellationToken cancellationToken) =>
        DoAsync(() => store.LeaveAsync(connection, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<PresenceConnection>> BeatAsync(
        IReadOnlyList<PresenceConnection> connections, TimeSpan lease, CancellationToken cancellationToken) => store.BeatAsync(connections, lease, cancellationToken);

    public ValueTask<int> SweepAsync(PresenceSweep sweep, CancellationToken cancellationToken) => store.SweepAsync(sweep, cancellationToken);

    public ValueTask<PresenceSnapshot> GetAsync(ChannelName channel, CancellationToken cancellationToken) => store.GetAsync(channel, cancellationToken);

    public ValueTask<int> CountAsync(ChannelName channel, CancellationToken cancellationToken) => store.CountAsync(channel, cancellationToken);

    public ValueTask<IReadOnlyList<PresencePosition?>> GetPositionsAsync(IReadOnlyList<ChannelName> channels, CancellationToken cancellationToken) =>
        store.GetPositionsAsync(channels, cancellationToken);

    private async ValueTask<PresenceOutcome> DoAsync(Func<ValueTask<PresenceOutcome>> step, CancellationToken cancellationToken)
    {
        if (Before is { } before) await before().WaitAsync(cancellationToken);
        PresenceOutcome outcome = await step();
        if (After is { } after) await after().WaitAsync(cancellationToken);
        return outcome;
    }
}
