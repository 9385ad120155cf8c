using PubSub.Core.Adapters;
using PubSub.Core.InMemory;
using PubSub.TestSupport;

namespace PubSub.Conformance.Pairings;

/// <summary>The embedded adapter: one node, no broker; what it keeps dies with it.</summary>
public sealed class InMemoryFixture : IAdapterFixture
{
    private readonly ManualTimeProvider _clock = new();

    public Type AdapterType => typeof(InMemoryAdapter);

    public ManualTimeProvider Clock => _clock;

    public ValueTask<IEventAdapter> CreateNodeAsync() => new(new InMemoryAdapter(new InMemoryOptions(), _clock));

    public ValueTask LoseEverythingAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
