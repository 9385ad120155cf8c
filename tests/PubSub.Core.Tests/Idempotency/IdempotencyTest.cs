using PubSub.Core.Adapters;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Idempotency;

/// <summary>A pipeline under test, whose action and store do what a test says.</summary>
public abstract class IdempotencyTest : IAsyncLifetime
{
    private protected const string Run = """{"name":"probe:ran","payload":{"key":"k"},"clientEventId":"c"}""";

    private protected PublishHarness Harness { get; } = PublishHarness.Create();

    /// <summary>What an action may wait for; it ends with the test.</summary>
    private protected TaskCompletionSource<int> Hold { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        Hold.TrySetResult(0);
        await Harness.DisposeAsync();
    }

    private protected Task PassTimeUntilAsync(Func<bool> condition) => Eventually.HoldsAsync(() =>
    {
        if (!condition()) Harness.Time.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });

    private protected static async Task<int> EmitTwo(string key, Core.Actions.ActionContext context, CancellationToken cancellationToken)
    {
        await context.EmitAsync(new ProbeNoted(1));
        await context.EmitAsync(new ProbeNoted(2));
        return 4;
    }

    private protected static void ThrowIf(bool condition)
    {
        if (condition) throw new BrokerUnavailableException("the store is down");
    }
}
