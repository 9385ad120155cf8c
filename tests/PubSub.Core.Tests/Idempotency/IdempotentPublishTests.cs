using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Publishing;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Idempotency;

public sealed class IdempotentPublishTests : IdempotencyTest
{
    [Fact]
    public async Task RunAsync_Retry_AnswersTheStoredOutcomeAndRunsNothing()
    {
        Harness.Script.Body = EmitTwo;
        PublishResult first = await Harness.SendAsync(Run);

        PublishResult second = await Harness.SendAsync(Run);

        JsonElement a = PublishHarness.Answer(first), b = PublishHarness.Answer(second);
        b.GetProperty("status").GetString().ShouldBe("replayed");
        b.GetProperty("result").GetRawText().ShouldBe(a.GetProperty("result").GetRawText());
        b.GetProperty("emittedEvents").GetRawText().ShouldBe(a.GetProperty("emittedEvents").GetRawText());
        Harness.Script.Runs.ShouldBe(1);
        Harness.Adapter.Attempts.ShouldBe(3);
    }

    [Fact]
    public async Task RunAsync_TwoHundredAtOnce_RunOnceWithOneOutcome()
    {
        using var start = new ManualResetEventSlim();
        Harness.Script.Body = EmitTwo;
        Task<object>[] sends = [.. Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            start.Wait();
            try
            {
                return (object)await Harness.SendAsync(Run);
            }
            catch (PubSubException refusal)
            {
                return refusal;
            }
        }))];
        start.Set();
        object[] answers = await Task.WhenAll(sends);

        Harness.Script.Runs.ShouldBe(1);
        Harness.Adapter.Names.ShouldBe(["probe:ran", "probe:noted", "probe:noted"]);
        PublishResult[] results = [.. answers.OfType<PublishResult>()];
        results.Count(r => !r.Replayed).ShouldBe(1);
        results.Select(r => string.Join(',', r.Events.Select(e => e.Id))).Distinct().Count().ShouldBe(1);
        answers.OfType<PubSubException>().ShouldAllBe(r => r.Code == ErrorCode.InProgress && r.RetryAfter != null);
    }

    [Fact]
    public async Task RunAsync_WhileTheFirstRuns_IsInProgress()
    {
        Harness.Script.Body = (_, _, _) => Hold.Task;
        Task<PublishResult> first = Harness.SendAsync(Run);
        await Eventually.HoldsAsync(() => Harness.Script.Runs == 1, "the action's start");

        PubSubException refusal = await Harness.RefusedAsync(Run);
        Hold.SetResult(1);
        await first;

        refusal.Code.ShouldBe(ErrorCode.InProgress);
        refusal.RetryAfter!.Value.ShouldBe(Harness.Options.IdempotencyLease);
    }

    [Theory]
    [InlineData("""{"name":"probe:ran","payload":{"key":"other"},"clientEventId":"c"}""")]
    [InlineData("""{"name":"probe:ran","payload":{"key":"k"},"clientEventId":"c","meta":{"x-a":1}}""")]
    public async Task RunAsync_SameIdOtherPayloadOrMeta_IsMismatch(string other)
    {
        await Harness.SendAsync(Run);

        (await Harness.RefusedAsync(other)).Code.ShouldBe(ErrorCode.IdempotencyMismatch);
        Harness.Script.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_SameIdOtherWhiteSpace_IsReplayed()
    {
        await Harness.SendAsync(Run);

        PublishResult retry = await Harness.SendAsync("""{"clientEventId":"c","payload":{ "key" : "\u006b" },"name":"probe:ran"}""");

        retry.Replayed.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_SameIdOtherCallerChannelOrEvent_RunsByItself()
    {
        await Harness.SendAsync("""{"name":"room:spoke","payload":{"text":"x"},"clientEventId":"c","channel":"room:a"}""");
        await Harness.SendAsync("""{"name":"room:spoke","payload":{"text":"x"},"clientEventId":"c","channel":"room:b"}""");
        await Harness.SendAsync("""{"name":"room:spoke","payload":{"text":"x"},"clientEventId":"c","channel":"room:a"}""", PublishHarness.User("bob"));
        await Harness.SendAsync("""{"name":"open:said","payload":{"text":"x"},"clientEventId":"c"}""");

        Harness.Adapter.Published.Count.ShouldBe(4);
    }

    [Fact]
    public async Task RunAsync_AnonymousInOneSession_IsScopedByIt()
    {
        await Harness.SendAsync(Run, new Caller(null, "session-1"));
        PublishResult retry = await Harness.SendAsync(Run, new Caller(null, "session-1"));
        PublishResult other = await Harness.SendAsync(Run, new Caller(null, "session-2"));

        retry.Replayed.ShouldBeTrue();
        other.Replayed.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_UserNamedLikeASession_IsAnotherCaller()
    {
        await Harness.SendAsync(Run, new Caller(null, "alice"));

        (await Harness.SendAsync(Run, PublishHarness.Alice)).Replayed.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_AnonymousWithoutSession_IsRefusedUnlessTheHostAllowsIt()
    {
        await using PublishHarness trusting = PublishHarness.Create(o => o.AllowAnonymousIdempotency = true);

        (await Harness.RefusedAsync(Run, Caller.Anonymous)).Code.ShouldBe(ErrorCode.InvalidRequest);
        await trusting.SendAsync(Run, Caller.Anonymous);
        (await trusting.SendAsync(Run, Caller.Anonymous)).Replayed.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_AfterTheRetention_RunsAgain()
    {
        await Harness.SendAsync(Run);
        Harness.Time.Advance(Harness.Options.IdempotencyRetention);

        (await Harness.SendAsync(Run)).Replayed.ShouldBeFalse();
    }
}
