using PubSub.Contracts;
using PubSub.Core.Publishing;

namespace PubSub.Core.Tests.Idempotency;

/// <summary>The store of client event ids fails or does not answer.</summary>
public sealed class StoreOutageTests : IdempotencyTest
{
    [Fact]
    public async Task RunAsync_StoreIsDown_IsUnavailableAndRunsNothing()
    {
        Harness.Store.Before = step => ThrowIf(step == "claim");

        (await Harness.RefusedAsync(Run)).Code.ShouldBe(ErrorCode.BrokerUnavailable);
        Harness.Script.Runs.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_StoreRefusesTheClaim_IsToldApartFromSilence()
    {
        Harness.Store.Before = step => ThrowIf(step == "claim");
        string refused = (await Harness.RefusedAsync(Run)).Message;
        Harness.Store.Before = _ => { };
        Harness.Store.Frozen = step => step == "claim";
        Task<PubSubException> silent = Harness.RefusedAsync(Run);
        await PassTimeUntilAsync(() => silent.IsCompleted);

        refused.ShouldContain("refused");
        (await silent).Message.ShouldContain("did not answer in time");
        Harness.Script.Runs.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_StoreIsAwayAfterTheAction_TheOutcomeIsStoredWhenItIsBack()
    {
        int attempts = 0;
        Harness.Store.Before = step => ThrowIf(step == "ran" && Interlocked.Increment(ref attempts) <= 5);
        Task<PublishResult> sent = Harness.SendAsync(Run);
        await PassTimeUntilAsync(() => sent.IsCompleted);

        (await sent).Replayed.ShouldBeFalse();
        (await Harness.SendAsync(Run)).Replayed.ShouldBeTrue();
        Harness.Script.Runs.ShouldBe(1);
        Harness.Adapter.Published.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_StoreNeverAnswersAfterTheAction_IsTriedAgain()
    {
        int attempts = 0;
        Harness.Store.Frozen = step => step == "ran" && Interlocked.Increment(ref attempts) == 1;
        Task<PublishResult> sent = Harness.SendAsync(Run);
        await PassTimeUntilAsync(() => sent.IsCompleted);

        (await sent).Replayed.ShouldBeFalse();
        attempts.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_StoreIsAwayForTheWholeLease_IsUnavailableAndPublishesNothing()
    {
        Harness.Store.Before = step => ThrowIf(step is "ran" or "renew");
        Task<PubSubException> refused = Harness.RefusedAsync(Run);
        DateTimeOffset started = Harness.Time.GetUtcNow();
        await PassTimeUntilAsync(() => refused.IsCompleted);

        PubSubException refusal = await refused;
        refusal.Code.ShouldBe(ErrorCode.BrokerUnavailable);
        refusal.RetryAfter.ShouldNotBeNull();
        (Harness.Time.GetUtcNow() - started).ShouldBeGreaterThanOrEqualTo(Harness.Options.IdempotencyLease);
        Harness.Adapter.Published.ShouldBeEmpty();
        Harness.Store.Before = _ => { };
        // What remains: the outcome is lost, and a retry runs the action again.
        (await Harness.SendAsync(Run)).Replayed.ShouldBeFalse();
        Harness.Script.Runs.ShouldBe(2);
        Harness.Adapter.Published.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_MarkDoneFails_TheSenderIsAnsweredAllTheSame()
    {
        Harness.Store.Before = step => ThrowIf(step == "done");

        (await Harness.SendAsync(Run)).Replayed.ShouldBeFalse();
        Harness.Adapter.Published.Count.ShouldBe(1);
    }
}
