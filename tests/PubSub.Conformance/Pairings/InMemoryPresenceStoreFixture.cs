using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.Conformance.Pairings;

/// <summary>Members of one process: the nodes of a test share them.</summary>
public sealed class InMemoryPresenceStoreFixture : IPresenceStoreFixture
{
    private readonly ManualTimeProvider _clock = new();
    private readonly MemoryPresence _presence;

    public InMemoryPresenceStoreFixture() => _presence = new MemoryPresence(_clock);

    public Type StoreType => typeof(InMemoryPresenceStore);

    public TimeSpan Unit => TimeSpan.FromMinutes(1);

    public ValueTask StartAsync() => ValueTask.CompletedTask;

    public IPresenceStore OpenOnNode() => new InMemoryPresenceStore(_presence);

    public ValueTask ElapseAsync(TimeSpan by)
    {
        _clock.Advance(by);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
