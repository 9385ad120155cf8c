using PubSub.Contracts;
using PubSub.Core.Publishing;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Idempotency;

public sealed class LeaseTests : IdempotencyTest
{
    [Fact]
    public async Task RunAsync_LeaseLapsesWhileTheActionRuns_TheHolderNeitherPublishesNorStores()
    {
        await using PublishHarness patient = PublishHarness.Create(o => o.ActionTimeout = TimeSpan.FromMinutes(30));
        patient.Store.Before = step => ThrowIf(step == "renew");
        int run = 0;
        patient.Script.Body = (_, _, _) => Interlocked.Increment(ref run) == 1 ? Hold.Task : Task.FromResult(2);
        Task<PubSubException> lost = patient.RefusedAsync(Run);
        await Eventually.HoldsAsync(() => run == 1, "the first run");
        patient.Time.Advance(patient.Options.IdempotencyLease);
        patient.Store.Before = _ => { };

        PublishResult second = await patient.SendAsync(Run);
        Hold.SetResult(1);
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
        patient.Script.Body = (_, _, _) => Hold.Task;
        Task<PublishResult> first = patient.SendAsync(Run);
        await Eventually.HoldsAsync(() => patient.Script.Runs == 1, "the action's start");

        await patient.PassWhileRenewingAsync(patient.Options.IdempotencyLease * 4);
        (await patient.RefusedAsync(Run)).Code.ShouldBe(ErrorCode.InProgress);
        Hold.SetResult(1);

        (await first).Replayed.ShouldBeFalse();
        patient.Adapter.Names.ShouldBe(["probe:ran"]);
    }
}
