using System.Collections.Frozen;
using System.Diagnostics;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Diagnostics;
using PubSub.Core.Idempotency;
using PubSub.Core.Publishing;
using PubSub.Core.Validation;

namespace PubSub.Core.Actions;

/// <summary>Runs the action of a sent event in a scope of its own, and says how it ended. Publishes nothing.</summary>
internal sealed class ActionRunner(
    EventCatalog catalog,
    IServiceScopeFactory scopes,
    EventComposer composer,
    IIdempotency idempotency,
    TimeProvider time,
    ILogger<ActionRunner> logger)
{
    private static readonly TimeSpan s_retryAfterDraining = TimeSpan.FromSeconds(1);

    private readonly FrozenDictionary<EventDefinition, ActionInvoker> _invokers =
        catalog.Events.Where(e => e.ActionType is not null).ToFrozenDictionary(e => e, ActionInvoker.For);

    /// <summary>Runs the action to its end, however long that takes.</summary>
    /// <exception cref="PubSubException">
    /// The action's own refusal, or <see cref="ErrorCode.ActionFailed"/>, <see cref="ErrorCode.ActionTimeout"/>, <see cref="ErrorCode.InProgress"/>
    /// where its claim was lost, <see cref="ErrorCode.Draining"/> where the host stopped. Nothing else is thrown.
    /// </exception>
    public async ValueTask<ActionOutcome> RunAsync(SentEvent sent, ActionDeadline deadline)
    {
        using Activity? activity = PubSubActivity.Process(sent.Definition);
        long started = time.GetTimestamp();
        string? code = null;
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            var context = new RunningActionContext(sent, scope.ServiceProvider, idempotency, composer, deadline.Token);
            try
            {
                ReadOnlyMemory<byte> result = await _invokers[sent.Definition].InvokeAsync(scope.ServiceProvider, sent.Payload, context, deadline.Token);
                return new ActionOutcome(result, context.Close());
            }
            finally
            {
                context.Close();
            }
        }
        catch (Exception error)
        {
            PubSubException failure = Translate(error, sent, deadline);
            code = failure.Code;
            activity?.Fail(code);
            if (ReferenceEquals(failure, error)) throw;
            throw failure;
        }
        finally
        {
            PubSubMetrics.Acted(sent.Definition.Name, time.GetElapsedTime(started), code);
        }
    }

    /// <summary>What the sender of a request is told whose action has run out of time.</summary>
    public static PubSubException TimedOut(SentEvent sent) =>
        new(ErrorCode.ActionTimeout, $"The action took longer than it may. The server's log has more under the request id '{sent.RequestId}'.");

    private PubSubException Translate(Exception error, SentEvent sent, ActionDeadline deadline)
    {
        switch (error)
        {
            case PubSubException refusal:
                return refusal;
            case ValidationException invalid:
                return FluentErrors.ToException(sent.Definition, invalid.Errors, invalid);
            case IdempotencyInProgressException busy:
                return new PubSubException(ErrorCode.InProgress, busy.Message, busy) { RetryAfter = busy.RetryAfter };
            case OperationCanceledException when deadline.Token.IsCancellationRequested:
                if (deadline.HasExpired) return TimedOut(sent);
                return deadline.ClaimLost.IsCancellationRequested
                    ? IdempotencyCoordinator.Superseded(error)
                    : new PubSubException(ErrorCode.Draining, "The server is shutting down.", error) { RetryAfter = s_retryAfterDraining };
            default:
                PublishLog.ActionFailed(logger, error, sent.Definition.Name, sent.RequestId);
                return new PubSubException(
                    ErrorCode.ActionFailed, $"The action failed. The server's log has more under the request id '{sent.RequestId}'.", error);
        }
    }
}
