using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Access;
using PubSub.Core.Actions;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Diagnostics;
using PubSub.Core.Idempotency;
using PubSub.Core.Validation;

namespace PubSub.Core.Publishing;

/// <summary>
/// What happens to an event that a client sends: parse, authorise, validate, claim, act, emit, answer. Safe to use from any thread.
/// </summary>
internal sealed class PublishPipeline(
    RequestRouter router,
    AccessRules access,
    PayloadValidator validator,
    EventComposer composer,
    IdempotencyCoordinator claims,
    ActionRunner actions,
    ActionTracker tracker,
    EventEmitter emitter,
    PubSubOptions options,
    TimeProvider time,
    ILogger<PublishPipeline> logger)
{
    /// <summary>Carries out a request.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="cancellationToken">
    /// The sender's patience: ends the request before it has taken effect. From the claim on, it is carried through whether or not its sender waits.
    /// </param>
    /// <exception cref="PubSubException">The request was refused or failed; the code says how.</exception>
    public async ValueTask<PublishResult> RunAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        Activity? activity = null;
        try
        {
            SentEvent sent = await AcceptAsync(request, cancellationToken);
            activity = PubSubActivity.Publish(sent.Definition);
            if (sent.ClientEventId is null) return await ActAsync(sent, lease: null);
            (ClaimLease? lease, PublishResult? outcome) = await claims.ClaimAsync(sent, cancellationToken);
            return outcome ?? await ActAsync(sent, lease);
        }
        catch (PubSubException refusal)
        {
            PubSubMetrics.Rejected(refusal.Code);
            activity?.Fail(refusal.Code);
            throw;
        }
        finally
        {
            activity?.Dispose();
        }
    }

    /// <summary>Parse, authorise, validate.</summary>
    private async ValueTask<SentEvent> AcceptAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        using RequestBody body = RequestBody.Of(request.Body, options.MaxPayloadBytes);
        ParsedRequest parsed = RequestReader.Read(body.Bytes.Span, request.IdempotencyKey, request.Channel is null ? RequestShape.Event : RequestShape.Channel);
        (EventDefinition definition, ChannelName channel) =
            request.Channel is null ? router.Route(parsed) : router.Route(request.Channel, parsed, body.Bytes[parsed.Parameters]);
        EventMeta? meta = definition.Channel.IsFree ? (parsed.Meta ?? new EventMeta()) with { From = new EventSender { UserId = request.Caller.UserId } } : parsed.Meta;
        await access.EnsureMayPublishAsync(definition.Channel, channel, request.Caller, definition.Name);
        object payload = PayloadReader.Read(definition, body.Bytes[parsed.Payload].Span);
        await validator.ValidateAsync(definition, payload, cancellationToken);
        await access.EnsureMayPublishDataAsync(definition.Channel, channel, request.Caller, definition.Name, payload);

        // What subscribers see is the record, written again, and not the bytes that came: those may lack optional members, set computed ones, spell an
        // enum's name in another case or hold line ends, none of which the contract's types promise. Numbers and strings keep their values.
        EventBody sent = composer.Compose(definition, channel, payload, meta, request.RequestId, parsed.ClientEventId);
        return new SentEvent(definition, channel, payload, sent, meta, request.Caller, request.RequestId, parsed.ClientEventId);
    }

    /// <summary>Act, then emit. An action runs apart from its sender, who waits no longer than the action may take.</summary>
    private ValueTask<PublishResult> ActAsync(SentEvent sent, ClaimLease? lease)
    {
        if (sent.Definition.ActionType is not null) return new ValueTask<PublishResult>(RunActionAsync(sent, lease));
        return EmitAsync(new ActionOutcome(ActionOutcome.NoResult, [sent.Pending]), lease);
    }

    private Task<PublishResult> RunActionAsync(SentEvent sent, ClaimLease? lease)
    {
        tracker.Enter();
        var run = new ActionRun(sent, lease, options.ActionTimeout, time, logger, tracker.Stopping);
        // On a thread of its own: an action that blocks must not keep its caller from being answered.
        ThreadPool.QueueUserWorkItem(static on => _ = on.Pipeline.RunToItsEndAsync(on.Run), (Pipeline: this, Run: run), preferLocal: true);
        return run.Answer;
    }

    private async Task RunToItsEndAsync(ActionRun run)
    {
        PublishResult result;
        try
        {
            result = await CarryOutAsync(run);
        }
        catch (Exception error)
        {
            tracker.Leave();
            run.Fail(error);
            return;
        }

        tracker.Leave();
        run.Succeed(result);
    }

    private async ValueTask<PublishResult> CarryOutAsync(ActionRun run)
    {
        ClaimLease? lease = run.Lease;
        ActionOutcome outcome;
        try
        {
            using (run.Deadline) outcome = await actions.RunAsync(run.Sent, run.Deadline);
        }
        catch
        {
            if (lease is null) throw;
            await claims.ReleaseAsync(lease);
            lease.Dispose();
            throw;
        }

        return await EmitAsync(outcome, lease);
    }

    private async ValueTask<PublishResult> EmitAsync(ActionOutcome outcome, ClaimLease? lease)
    {
        if (lease is not null)
        {
            using (lease) return await claims.FinishAsync(lease, outcome);
        }

        var published = new ChannelEvent[outcome.Events.Count];
        for (int i = 0; i < published.Length; i++)
        {
            PendingEvent pending = outcome.Events[i];
            published[i] = new ChannelEvent(await emitter.PublishAsync(pending, dedupKey: null, CancellationToken.None), pending.Body);
        }

        return new PublishResult(Replayed: false, outcome.Result, published);
    }
}
