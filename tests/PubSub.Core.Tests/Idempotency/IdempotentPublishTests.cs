using System.Text.Json;
using Microsoft.Extensions.Hosting;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;
using PubSub.Core.Publishing;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Idempotency;

public sealed class IdempotentPublishTests : IAsyncLifetime
{
    private const string Run = """{"name":"probe:ran","payload":{"key":"k"},"clientEventId":"c"}""";

    private readonly PublishHarness _harness = PublishHarness.Create();
    private readonly TaskCompletionSource<int> _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _hold.TrySetResult(0);
        await _harness.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_Retry_AnswersTheStoredOutcomeAndRunsNothing()
    {
        _harness.Script.Body = EmitTwo;
        PublishResult first = await _harness.SendAsync(Run);

        PublishResult second = await _harness.SendAsync(Run);

        JsonElement a = PublishHarness.Answer(first), b = PublishHarness.Answer(second);
        b.GetProperty("status").GetString().ShouldBe("replayed");
        b.GetProperty("result").GetRawText().ShouldBe(a.GetProperty("result").GetRawText());
        b.GetProperty("emittedEvents").GetRawText().ShouldBe(a.GetProperty("emittedEvents").GetRawText());
        _harness.Script.Runs.ShouldBe(1);
        _harness.Adapter.Attempts.ShouldBe(3);
    }

    [Fact]
    public async Task RunAsync_TwoHundredAtOnce_RunOnceWithOneOutcome()
    {
        using var start = new ManualResetEventSlim();
        _harness.Script.Body = EmitTwo;
        Task<object>[] sends = [.. Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            start.Wait();
            try
            {
                return (object)await _harness.SendAsync(Run);
            }
            catch (PubSubException refusal)
            {
                return refusal;
            }
        }))];
        start.Set();
        object[] answers = await Task.WhenAll(sends);

        _harness.Script.Runs.ShouldBe(1);
        _harness.Adapter.Names.ShouldBe(["probe:ran", "probe:noted", "probe:noted"]);
        PublishResult[] results = [.. answers.OfType<PublishResult>()];
        results.Count(r => !r.Replayed).ShouldBe(1);
        results.Select(r => string.Join(',', r.Events.Select(e => e.Id))).Distinct().Count().ShouldBe(1);
        answers.OfType<PubSubException>().ShouldAllBe(r => r.Code == ErrorCode.InProgress && r.RetryAfter != null);
    }

    [Fact]
    public async Task RunAsync_WhileTheFirstRuns_IsInProgress()
    {
        _harness.Script.Body = (_, _, _) => _hold.Task;
        Task<PublishResult> first = _harness.SendAsync(Run);
        await Eventually.HoldsAsync(() => _harness.Script.Runs == 1, "the action's start");

        PubSubException refusal = await _harness.RefusedAsync(Run);
        _hold.SetResult(1);
        await first;

        refusal.Code.ShouldBe(ErrorCode.InProgress);
        refusal.RetryAfter!.Value.ShouldBe(_harness.Options.IdempotencyLease);
    }

    [Theory]
    [InlineData("""{"name":"probe:ran","payload":{"key":"other"},"clientEventId":"c"}""")]
    [InlineData("""{"name":"probe:ran","payload":{"key":"k"},"clientEventId":"c","meta":{"x-a":1}}""")]
    public async Task RunAsync_SameIdOtherPayloadOrMeta_IsMismatch(string other)
    {
        await _harness.SendAsync(Run);

        (await _harness.RefusedAsync(other)).Code.ShouldBe(ErrorCode.IdempotencyMismatch);
        _harness.Script.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_SameIdOtherWhiteSpace_IsReplayed()
    {
        await _harness.SendAsync(Run);

        PublishResult retry = await _harness.SendAsync("""{"clientEventId":"c","payload":{ "key" : "\u006b" },"name":"probe:ran"}""");

        retry.Replayed.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_SameIdOtherCallerChannelOrEvent_RunsByItself()
    {
        await _harness.SendAsync("""{"name":"room:spoke","payload":{"text":"x"},"clientEventId":"c","channel":"room:a"}""");
        await _harness.SendAsync("""{"name":"room:spoke","payload":{"text":"x"},"clientEventId":"c","channel":"room:b"}""");
        await _harness.SendAsync("""{"name":"room:spoke","payload":{"text":"x"},"clientEventId":"c","channel":"room:a"}""", PublishHarness.User("bob"));
        await _harness.SendAsync("""{"name":"open:said","payload":{"text":"x"},"clientEventId":"c"}""");

        _harness.Adapter.Published.Count.ShouldBe(4);
    }

    [Fact]
    public async Task RunAsync_AnonymousInOneSession_IsScopedByIt()
    {
        await _harness.SendAsync(Run, new Caller(null, "session-1"));
        PublishResult retry = await _harness.SendAsync(Run, new Caller(null, "session-1"));
        PublishResult other = await _harness.SendAsync(Run, new Caller(null, "session-2"));

        retry.Replayed.ShouldBeTrue();
        other.Replayed.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_UserNamedLikeASession_IsAnotherCaller()
    {
        await _harness.SendAsync(Run, new Caller(null, "alice"));

        (await _harness.SendAsync(Run, PublishHarness.Alice)).Replayed.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_AnonymousWithoutSession_IsRefusedUnlessTheHostAllowsIt()
    {
        await using PublishHarness trusting = PublishHarness.Create(o => o.AllowAnonymousIdempotency = true);

        (await _harness.RefusedAsync(Run, Caller.Anonymous)).Code.ShouldBe(ErrorCode.InvalidRequest);
        await trusting.SendAsync(Run, Caller.Anonymous);
        (await trusting.SendAsync(Run, Caller.Anonymous)).Replayed.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_PublishFailsHalfWay_RetryPublishesTheRestAndRunsNothing()
    {
        _harness.Script.Body = EmitTwo;
        _harness.Adapter.Before = attempt => attempt == 1 ? throw new BrokerUnavailableException("down") : Task.CompletedTask;
        (await _harness.RefusedAsync(Run)).Code.ShouldBe(ErrorCode.BrokerUnavailable);
        _harness.Adapter.Names.ShouldBe(["probe:ran"]);

        PublishResult retry = await _harness.SendAsync(Run);

        retry.Replayed.ShouldBeTrue();
        _harness.Script.Runs.ShouldBe(1);
        _harness.Adapter.Names.ShouldBe(["probe:ran", "probe:noted", "probe:noted"]);
        retry.Events.Select(e => e.Id).ShouldBe(_harness.Adapter.Published.Select(p => p.Id));
    }

    [Fact]
    public async Task SweepAsync_AfterAFailedPublish_PublishesTheRest()
    {
        _harness.Script.Body = EmitTwo;
        _harness.Adapter.Before = attempt => attempt == 1 ? throw new BrokerUnavailableException("down") : Task.CompletedTask;
        await _harness.RefusedAsync(Run);

        int swept = await _harness.Get<IdempotencyCoordinator>().SweepAsync(CancellationToken.None);

        swept.ShouldBe(1);
        _harness.Script.Runs.ShouldBe(1);
        _harness.Adapter.Names.ShouldBe(["probe:ran", "probe:noted", "probe:noted"]);
        (await _harness.SendAsync(Run)).Replayed.ShouldBeTrue();
        (await _harness.Get<IdempotencyCoordinator>().SweepAsync(CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task SweepAsync_OneEventThatTheBrokerRefuses_HoldsUpNoOther()
    {
        bool down = true;
        _harness.Adapter.Before = _ => down ? throw new BrokerUnavailableException("down") : Task.CompletedTask;
        await _harness.RefusedAsync(Run);
        await _harness.RefusedAsync("""{"name":"open:said","payload":{"text":"x"},"clientEventId":"c"}""");
        down = false;
        int poisoned = _harness.Adapter.Attempts;
        _harness.Adapter.Before = attempt => attempt == poisoned ? throw new InvalidOperationException("refused") : Task.CompletedTask;

        await Should.ThrowAsync<PubSubException>(() => _harness.Get<IdempotencyCoordinator>().SweepAsync(CancellationToken.None));

        _harness.Adapter.Names.ShouldBe(["open:said"]);
    }

    [Fact]
    public async Task Sweeper_Started_SweepsOnceALease()
    {
        _harness.Adapter.Before = attempt => attempt == 0 ? throw new BrokerUnavailableException("down") : Task.CompletedTask;
        await _harness.RefusedAsync(Run);
        IdempotencySweeper sweeper = _harness.Get<IEnumerable<IHostedService>>().OfType<IdempotencySweeper>().Single();
        int before = _harness.Time.ActiveTimers;
        await sweeper.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => _harness.Time.ActiveTimers > before, "the sweeper's timer");

        _harness.Time.Advance(_harness.Options.IdempotencyLease);

        await Eventually.HoldsAsync(() => _harness.Adapter.Published.Count == 1, "the sweep");
        await sweeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task SweepAsync_HolderDiedBetweenRanAndPublish_PublishesOnceItsLeaseHasLapsed()
    {
        // The store is told that the action ran; then nothing more comes of the holder: no publish, no release.
        _harness.Adapter.Before = _ => throw new BrokerUnavailableException("down");
        _harness.Store.Before = step => ThrowIf(step is "release" or "renew");
        await _harness.RefusedAsync(Run);
        _harness.Adapter.Before = _ => Task.CompletedTask;
        IdempotencyCoordinator coordinator = _harness.Get<IdempotencyCoordinator>();

        (await coordinator.SweepAsync(CancellationToken.None)).ShouldBe(0);
        _harness.Time.Advance(_harness.Options.IdempotencyLease);
        (await coordinator.SweepAsync(CancellationToken.None)).ShouldBe(1);

        _harness.Adapter.Names.ShouldBe(["probe:ran"]);
        _harness.Script.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_PublishOfUnknownFate_IsRetriedUnderTheSameKey()
    {
        // The broker took the event, and its answer was lost.
        var frozen = new TaskCompletionSource();
        _harness.Adapter.Before = attempt => attempt == 0 ? frozen.Task : Task.CompletedTask;
        Task<PubSubException> refused = _harness.RefusedAsync(Run);
        await Eventually.HoldsAsync(() => _harness.Adapter.Attempts == 1, "the publish");
        _harness.Time.Advance(_harness.Options.PublishTimeout);
        (await refused).Code.ShouldBe(ErrorCode.BrokerUnavailable);
        frozen.SetResult();
        await Eventually.HoldsAsync(() => _harness.Adapter.Published.Count == 1, "the late publish");

        PublishResult retry = await _harness.SendAsync(Run);

        retry.Events.Single().Id.ShouldBe(_harness.Adapter.Published.Single().Id);
    }

    [Fact]
    public async Task RunAsync_LeaseLapsesWhileTheActionRuns_TheHolderNeitherPublishesNorStores()
    {
        await using PublishHarness patient = PublishHarness.Create(o => o.ActionTimeout = TimeSpan.FromMinutes(30));
        patient.Store.Before = step => ThrowIf(step == "renew");
        int run = 0;
        patient.Script.Body = (_, _, _) => Interlocked.Increment(ref run) == 1 ? _hold.Task : Task.FromResult(2);
        Task<PubSubException> lost = patient.RefusedAsync(Run);
        await Eventually.HoldsAsync(() => run == 1, "the first run");
        patient.Time.Advance(patient.Options.IdempotencyLease);
        patient.Store.Before = _ => { };

        PublishResult second = await patient.SendAsync(Run);
        _hold.SetResult(1);
        PubSubException refusal = await lost;

        refusal.Code.ShouldBe(ErrorCode.InProgress);
        second.Replayed.ShouldBeFalse();
        patient.Adapter.Names.ShouldBe(["probe:ran"]);
        PublishResult retry = await patient.SendAsync(Run);
        PublishHarness.Answer(retry).GetProperty("result").GetRawText().ShouldBe("""{"number":2}""");
    }

    [Fact]
    public async Task RunAsync_LongAction_KeepsItsLeaseByRenewing()
    {
        await using PublishHarness patient = PublishHarness.Create(o => o.ActionTimeout = TimeSpan.FromMinutes(30));
        patient.Script.Body = (_, _, _) => _hold.Task;
        Task<PublishResult> first = patient.SendAsync(Run);
        await Eventually.HoldsAsync(() => patient.Script.Runs == 1, "the action's start");

        await patient.PassWhileRenewingAsync(patient.Options.IdempotencyLease * 4);
        (await patient.RefusedAsync(Run)).Code.ShouldBe(ErrorCode.InProgress);
        _hold.SetResult(1);

        (await first).Replayed.ShouldBeFalse();
        patient.Adapter.Names.ShouldBe(["probe:ran"]);
    }

    [Fact]
    public async Task RunAsync_AfterTheRetention_RunsAgain()
    {
        await _harness.SendAsync(Run);
        _harness.Time.Advance(_harness.Options.IdempotencyRetention);

        (await _harness.SendAsync(Run)).Replayed.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_StoreIsDown_IsUnavailableAndRunsNothing()
    {
        _harness.Store.Before = step => ThrowIf(step == "claim");

        (await _harness.RefusedAsync(Run)).Code.ShouldBe(ErrorCode.BrokerUnavailable);
        _harness.Script.Runs.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_StoreRefusesTheClaim_IsToldApartFromSilence()
    {
        _harness.Store.Before = step => ThrowIf(step == "claim");
        string refused = (await _harness.RefusedAsync(Run)).Message;
        _harness.Store.Before = _ => { };
        _harness.Store.Frozen = step => step == "claim";
        Task<PubSubException> silent = _harness.RefusedAsync(Run);
        await PassTimeUntilAsync(() => silent.IsCompleted);

        refused.ShouldContain("refused");
        (await silent).Message.ShouldContain("did not answer in time");
        _harness.Script.Runs.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_StoreIsAwayAfterTheAction_TheOutcomeIsStoredWhenItIsBack()
    {
        int attempts = 0;
        _harness.Store.Before = step => ThrowIf(step == "ran" && Interlocked.Increment(ref attempts) <= 5);
        Task<PublishResult> sent = _harness.SendAsync(Run);
        await PassTimeUntilAsync(() => sent.IsCompleted);

        (await sent).Replayed.ShouldBeFalse();
        (await _harness.SendAsync(Run)).Replayed.ShouldBeTrue();
        _harness.Script.Runs.ShouldBe(1);
        _harness.Adapter.Published.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_StoreNeverAnswersAfterTheAction_IsTriedAgain()
    {
        int attempts = 0;
        _harness.Store.Frozen = step => step == "ran" && Interlocked.Increment(ref attempts) == 1;
        Task<PublishResult> sent = _harness.SendAsync(Run);
        await PassTimeUntilAsync(() => sent.IsCompleted);

        (await sent).Replayed.ShouldBeFalse();
        attempts.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_StoreIsAwayForTheWholeLease_IsUnavailableAndPublishesNothing()
    {
        _harness.Store.Before = step => ThrowIf(step is "ran" or "renew");
        Task<PubSubException> refused = _harness.RefusedAsync(Run);
        DateTimeOffset started = _harness.Time.GetUtcNow();
        await PassTimeUntilAsync(() => refused.IsCompleted);

        PubSubException refusal = await refused;
        refusal.Code.ShouldBe(ErrorCode.BrokerUnavailable);
        refusal.RetryAfter.ShouldNotBeNull();
        (_harness.Time.GetUtcNow() - started).ShouldBeGreaterThanOrEqualTo(_harness.Options.IdempotencyLease);
        _harness.Adapter.Published.ShouldBeEmpty();
        _harness.Store.Before = _ => { };
        // What remains: the outcome is lost, and a retry runs the action again.
        (await _harness.SendAsync(Run)).Replayed.ShouldBeFalse();
        _harness.Script.Runs.ShouldBe(2);
        _harness.Adapter.Published.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_MarkDoneFails_TheSenderIsAnsweredAllTheSame()
    {
        _harness.Store.Before = step => ThrowIf(step == "done");

        (await _harness.SendAsync(Run)).Replayed.ShouldBeFalse();
        _harness.Adapter.Published.Count.ShouldBe(1);
    }

    private Task PassTimeUntilAsync(Func<bool> condition) => Eventually.HoldsAsync(() =>
    {
        if (!condition()) _harness.Time.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });

    private static async Task<int> EmitTwo(string key, Core.Actions.ActionContext context, CancellationToken cancellationToken)
    {
        await context.EmitAsync(new ProbeNoted(1));
        await context.EmitAsync(new ProbeNoted(2));
        return 4;
    }

    private static void ThrowIf(bool condition)
    {
        if (condition) throw new BrokerUnavailableException("the store is down");
    }
}
