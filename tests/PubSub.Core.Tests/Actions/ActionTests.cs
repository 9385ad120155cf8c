using FluentValidation;
using FluentValidation.Results;
using PubSub.Contracts;
using PubSub.Core.Actions;
using PubSub.Core.Publishing;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Actions;

public sealed class ActionTests : IAsyncLifetime
{
    private const string Run = """{"name":"probe:ran","payload":{"key":"k"}}""";
    private const string RunWithId = """{"name":"probe:ran","payload":{"key":"k"},"clientEventId":"c"}""";

    // The lease outlasts the action's timeout, so that a test can move the clock past that in one go.
    private readonly PublishHarness _harness = PublishHarness.Create(o => o.IdempotencyLease = o.ActionTimeout * 2);
    private readonly TaskCompletionSource<int> _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _hold.TrySetResult(0);
        await _harness.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_ActionThrows_IsActionFailedAndNothingIsPublished()
    {
        _harness.Script.Body = async (_, context, _) =>
        {
            await context.EmitAsync(new ProbeNoted(1));
            throw new InvalidOperationException("connection string: secret");
        };

        PubSubException refusal = await _harness.RefusedAsync(RunWithId);

        refusal.Code.ShouldBe(ErrorCode.ActionFailed);
        refusal.Message.ShouldContain("request-1");
        refusal.Message.ShouldNotContain("secret");
        _harness.Adapter.Attempts.ShouldBe(0);
        _harness.Log.Entries.ShouldContain(e => e.Id == 1000 && e.Error!.Message.Contains("secret"));
    }

    [Fact]
    public async Task RunAsync_ActionThrew_ARetryRunsItAgain()
    {
        _harness.Script.Body = (_, _, _) => throw new InvalidOperationException();
        await _harness.RefusedAsync(RunWithId);
        _harness.Script.Body = (_, _, _) => Task.FromResult(5);

        PublishResult result = await _harness.SendAsync(RunWithId);

        result.Replayed.ShouldBeFalse();
        _harness.Script.Runs.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_ActionRefuses_ItsCodeIsPassedOn()
    {
        _harness.Script.Body = (_, _, _) => throw new PubSubException(ErrorCode.Forbidden, "Not yours.");

        PubSubException refusal = await _harness.RefusedAsync(Run);

        refusal.Code.ShouldBe(ErrorCode.Forbidden);
        refusal.Message.ShouldBe("Not yours.");
    }

    [Fact]
    public async Task RunAsync_ActionThrowsValidationException_IsInvalidPayloadByPath()
    {
        _harness.Script.Body = (_, _, _) => throw new ValidationException([new ValidationFailure("Key", "is taken")]);

        PubSubException refusal = await _harness.RefusedAsync(Run);

        refusal.Code.ShouldBe(ErrorCode.InvalidPayload);
        refusal.Errors!["$.payload.key"].ShouldBe(["is taken"]);
    }

    [Fact]
    public async Task RunAsync_ActionEmitsAnInvalidEvent_IsTheServersMistake()
    {
        _harness.Script.Body = async (_, context, _) =>
        {
            await context.EmitAsync(new RoomSpoke("the channel's parameter is missing"));
            return 0;
        };

        (await _harness.RefusedAsync(Run)).Code.ShouldBe(ErrorCode.ActionFailed);
    }

    [Fact]
    public async Task EmitAsync_AfterTheActionReturned_IsRefused()
    {
        ActionContext? kept = null;
        _harness.Script.Body = (_, context, _) =>
        {
            kept = context;
            return Task.FromResult(0);
        };
        await _harness.SendAsync(Run);

        await Should.ThrowAsync<InvalidOperationException>(async () => await kept!.EmitAsync(new ProbeNoted(1)));
    }

    [Fact]
    public async Task RunAsync_ActionReadsItsContext_FindsTheCaller()
    {
        string? seen = null;
        _harness.Script.Body = (_, context, _) =>
        {
            seen = $"{context.UserId} {context.RequestId} {context.ClientEventId} {context.Channel}";
            return Task.FromResult(0);
        };

        await _harness.SendAsync(RunWithId);

        seen.ShouldBe("alice request-1 c probe");
        _harness.Scopes.Disposed.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_ActionHangs_IsTimeoutAndItsTokenIsCancelled()
    {
        var cancelled = new TaskCompletionSource();
        _harness.Script.Body = (_, _, token) =>
        {
            token.Register(cancelled.SetResult);
            return _hold.Task;
        };

        PubSubException refusal = await TimeOutAsync(RunWithId);

        refusal.Code.ShouldBe(ErrorCode.ActionTimeout);
        await cancelled.Task.WaitAsync(Eventually.Limit);
    }

    [Fact]
    public async Task RunAsync_ActionBlocksItsThread_IsTimeoutAllTheSame()
    {
        using var block = new ManualResetEventSlim();
        _harness.Script.Body = (_, _, _) =>
        {
            block.Wait(Eventually.Limit);
            return Task.FromResult(0);
        };

        PubSubException refusal = await TimeOutAsync(Run);
        block.Set();

        refusal.Code.ShouldBe(ErrorCode.ActionTimeout);
    }

    [Fact]
    public async Task RunAsync_ActionObeysItsTimeout_IsTimeoutAndNotFailure()
    {
        _harness.Script.Body = async (_, _, token) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(token);
            return 0;
        };

        (await TimeOutAsync(Run)).Code.ShouldBe(ErrorCode.ActionTimeout);
    }

    [Fact]
    public async Task RunAsync_HungAction_KeepsItsClaimUntilItEnds()
    {
        _harness.Script.Body = (_, _, _) => _hold.Task;
        await TimeOutAsync(RunWithId);
        await _harness.PassWhileRenewingAsync(_harness.Options.IdempotencyLease * 3);

        PubSubException refusal = await _harness.RefusedAsync(RunWithId);

        refusal.Code.ShouldBe(ErrorCode.InProgress);
        refusal.RetryAfter.ShouldNotBeNull();
        _harness.Script.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_HungActionSucceedsLate_ItsOutcomeIsPublishedAndStored()
    {
        _harness.Script.Body = (_, _, _) => _hold.Task;
        await TimeOutAsync(RunWithId);

        _hold.SetResult(9);
        await Eventually.HoldsAsync(() => _harness.Log.Ids.Contains(1002), "the late end");

        _harness.Adapter.Names.ShouldBe(["probe:ran"]);
        PublishResult retry = await _harness.SendAsync(RunWithId);
        retry.Replayed.ShouldBeTrue();
        PublishHarness.Answer(retry).GetProperty("result").GetRawText().ShouldBe("""{"number":9}""");
        _harness.Script.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_HungActionFailsLate_ItsClaimIsFree()
    {
        _harness.Script.Body = (_, _, _) => _hold.Task;
        await TimeOutAsync(RunWithId);

        _hold.SetException(new InvalidOperationException());
        await Eventually.HoldsAsync(() => _harness.Log.Ids.Contains(1003), "the late end");

        _harness.Script.Body = (_, _, _) => Task.FromResult(1);
        (await _harness.SendAsync(RunWithId)).Replayed.ShouldBeFalse();
        _harness.Adapter.Names.ShouldBe(["probe:ran"]);
    }

    [Fact]
    public async Task RunAsync_SenderDisconnects_ActionEndsAndTheRetryFindsItsOutcome()
    {
        using var aborted = new CancellationTokenSource();
        CancellationToken given = default;
        _harness.Script.Body = (_, _, token) =>
        {
            given = token;
            return _hold.Task;
        };
        Task<PublishResult> first = _harness.SendAsync(RunWithId, cancellationToken: aborted.Token);
        await Eventually.HoldsAsync(() => _harness.Script.Runs == 1, "the action's start");

        await aborted.CancelAsync();
        given.IsCancellationRequested.ShouldBeFalse();
        _hold.SetResult(3);
        await first;

        (await _harness.SendAsync(RunWithId)).Replayed.ShouldBeTrue();
        _harness.Script.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task StopAsync_RunningAction_IsWaitedFor()
    {
        _harness.Script.Body = (_, _, _) => _hold.Task;
        Task<PublishResult> sent = _harness.SendAsync(Run);
        await Eventually.HoldsAsync(() => _harness.Script.Runs == 1, "the action's start");

        Task stop = _harness.Tracker.StopAsync(CancellationToken.None);
        stop.IsCompleted.ShouldBeFalse();
        _hold.SetResult(1);
        await stop.WaitAsync(Eventually.Limit);

        (await sent).Events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task StopAsync_HostRunsOutOfTime_ActionIsCancelledAndItsCallerToldDraining()
    {
        _harness.Script.Body = async (_, _, token) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(token);
            return 0;
        };
        Task<PubSubException> refused = _harness.RefusedAsync(Run);
        await Eventually.HoldsAsync(() => _harness.Script.Runs == 1, "the action's start");
        using var outOfTime = new CancellationTokenSource();

        Task stop = _harness.Tracker.StopAsync(outOfTime.Token);
        await outOfTime.CancelAsync();
        await stop.WaitAsync(Eventually.Limit);

        (await refused).Code.ShouldBe(ErrorCode.Draining);
    }

    private async Task<PubSubException> TimeOutAsync(string json)
    {
        Task<PubSubException> refused = _harness.RefusedAsync(json);
        await Eventually.HoldsAsync(() => _harness.Script.Runs == 1, "the action's start");
        _harness.Time.Advance(_harness.Options.ActionTimeout);
        return await refused.WaitAsync(Eventually.Limit);
    }
}
