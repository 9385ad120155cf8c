using PubSub.Core;
using PubSub.Core.Idempotency;
using PubSub.TestSupport;

namespace PubSub.Conformance.Pairings;

/// <summary>The store of one process: every node of a test is that process.</summary>
public sealed class InMemoryIdempotencyStoreFixture : IIdempotencyStoreFixture
{
    private readonly ManualTimeProvider _clock = new();
    private readonly InMemoryIdempotencyStore _store;

    public InMemoryIdempotencyStoreFixture() => _store = new InMemoryIdempotencyStore(new PubSubOptions(), _clock);

    public Type StoreType => typeof(InMemoryIdempotencyStore);

    public TimeSpan Unit => TimeSpan.FromMinutes(1);

    public ValueTask StartAsync() => ValueTask.CompletedTask;

    public IIdempotencyStore OpenOnNode() => _store;

    public ValueTask ElapseAsync(TimeSpan by)
    {
        _clock.Advance(by);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
