using PubSub.Core.Adapters;
using PubSub.Core.InMemory;
using PubSub.TestSupport;

namespace PubSub.Conformance.Pairings;

/// <summary>The embedded adapter: one node, no broker; what it keeps dies with it.</summary>
public sealed class InMemoryFixture : IMovesClock, IDeduplicates, ITrimsByCount, ITrimsByAge
{
    private readonly ManualTimeProvider _clock = new();

    public Type AdapterType => typeof(InMemoryAdapter);

    public TimeSpan Unit => TimeSpan.FromMinutes(1);

    public ValueTask StartAsync() => ValueTask.CompletedTask;

    public ValueTask<IEventAdapter> CreateNodeAsync() => new(new InMemoryAdapter(new InMemoryOptions(), _clock));

    public ValueTask<DateTimeOffset> NowAsync() => new(_clock.GetUtcNow());

    public void Advance(TimeSpan by) => _clock.Advance(by);

    public ValueTask ElapseAsync(TimeSpan by)
    {
        _clock.Advance(by);
        return ValueTask.CompletedTask;
    }

    public ValueTask SixDaysPassAsync()
    {
        // A day at a time, as the adapter's own sweeps would see it.
        for (int day = 0; day < 6; day++) _clock.Advance(TimeSpan.FromDays(1));
        return ValueTask.CompletedTask;
    }

    public ValueTask LoseEverythingAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
