using Microsoft.Extensions.Hosting;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Idempotency;

/// <summary>An action ran, and not all of its events were published.</summary>
public sealed class UnpublishedOutcomeTests : IdempotencyTest
{
    [Fact]
    public async Task RunAsync_PublishFailsHalfWay_RetryPublishesTheRestAndRunsNothing()
    {
        Harness.Script.Body = EmitTwo;
        Harness.Adapter.Before = attempt => attempt == 1 ? throw new BrokerUnavailableException("down") : Task.CompletedTask;
        (await Harness.RefusedAsync(Run)).Code.ShouldBe(ErrorCode.BrokerUnavailable);
        Harness.Adapter.Names.ShouldBe(["probe:ran"]);

        PublishResult retry = await Harness.SendAsync(Run);

        retry.Replayed.ShouldBeTrue();
        Harness.Script.Runs.ShouldBe(1);
        Harness.Adapter.Names.ShouldBe(["probe:ran", "probe:noted", "probe:noted"]);
        retry.Events.Select(e => e.Id).ShouldBe(Harness.Adapter.Published.Select(p => p.Id));
    }

    [Fact]
    public async Task SweepAsync_AfterAFailedPublish_PublishesTheRest()
    {
        Harness.Script.Body = EmitTwo;
        Harness.Adapter.Before = attempt => attempt == 1 ? throw new BrokerUnavailableException("down") : Task.CompletedTask;
        await Harness.RefusedAsync(Run);

        int swept = await Harness.Get<IdempotencyCoordinator>().SweepAsync(CancellationToken.None);

        swept.ShouldBe(1);
        Harness.Script.Runs.ShouldBe(1);
        Harness.Adapter.Names.ShouldBe(["probe:ran", "probe:noted", "probe:noted"]);
        (await Harness.SendAsync(Run)).Replayed.ShouldBeTrue();
        (await Harness.Get<IdempotencyCoordinator>().SweepAsync(CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task SweepAsync_OneEventThatTheBrokerRefuses_HoldsUpNoOther()
    {
        bool down = true;
        Harness.Adapter.Before = _ => down ? throw new BrokerUnavailableException("down") : Task.CompletedTask;
        await Harness.RefusedAsync(Run);
        await Harness.RefusedAsync("""{"name":"open:said","payload":{"text":"x"},"clientEventId":"c"}""");
        down = false;
        int poisoned = Harness.Adapter.Attempts;
        Harness.Adapter.Before = attempt => attempt == poisoned ? throw new InvalidOperationException("refused") : Task.CompletedTask;

        await Should.ThrowAsync<PubSubException>(() => Harness.Get<IdempotencyCoordinator>().SweepAsync(CancellationToken.None));

        Harness.Adapter.Names.ShouldBe(["open:said"]);
    }

    [Fact]
    public async Task Sweeper_Started_SweepsOnceALease()
    {
        Harness.Adapter.Before = attempt => attempt == 0 ? throw new BrokerUnavailableException("down") : Task.CompletedTask;
        await Harness.RefusedAsync(Run);
        IdempotencySweeper sweeper = Harness.Get<IEnumerable<IHostedService>>().OfType<IdempotencySweeper>().Single();
        int before = Harness.Time.ActiveTimers;
        await sweeper.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => Harness.Time.ActiveTimers > before, "the sweeper's timer");

        Harness.Time.Advance(Harness.Options.IdempotencyLease);

        await Eventually.HoldsAsync(() => Harness.Adapter.Published.Count == 1, "the sweep");
        await sweeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task SweepAsync_HolderDiedBetweenRanAndPublish_PublishesOnceItsLeaseHasLapsed()
    {
        // The store is told that the action ran; then nothing more comes of the holder: no publish, no release.
        Harness.Adapter.Before = _ => throw new BrokerUnavailableException("down");
        Harness.Store.Before = step => ThrowIf(step is "release" or "renew");
        await Harness.RefusedAsync(Run);
        Harness.Adapter.Before = _ => Task.CompletedTask;
        IdempotencyCoordinator coordinator = Harness.Get<IdempotencyCoordinator>();

        (await coordinator.SweepAsync(CancellationToken.None)).ShouldBe(0);
        Harness.Time.Advance(Harness.Options.IdempotencyLease);
        (await coordinator.SweepAsync(CancellationToken.None)).ShouldBe(1);

        Harness.Adapter.Names.ShouldBe(["probe:ran"]);
        Harness.Script.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_PublishOfUnknownFate_IsRetriedUnderTheSameKey()
    {
        // The broker took the event, and its answer was lost.
        var frozen = new TaskCompletionSource();
        Harness.Adapter.Before = attempt => attempt == 0 ? frozen.Task : Task.CompletedTask;
        Task<PubSubException> refused = Harness.RefusedAsync(Run);
        await PassTimeUntilAsync(() => refused.IsCompleted);
        (await refused).Code.ShouldBe(ErrorCode.BrokerUnavailable);
        frozen.SetResult();
        await Eventually.HoldsAsync(() => Harness.Adapter.Published.Count == 1, "the late publish");

        PublishResult retry = await Harness.SendAsync(Run);

        retry.Events.Single().Id.ShouldBe(Harness.Adapter.Published.Single().Id);
    }
}
