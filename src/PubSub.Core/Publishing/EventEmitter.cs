using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Diagnostics;
using PubSub.Core.Fanout;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Core.Publishing;

/// <summary>The single place from which events reach the adapter. Safe to use from any thread.</summary>
internal sealed class EventEmitter(IEventAdapter adapter, FanoutHub hub, PubSubOptions options, TimeProvider time, ILogger<EventEmitter> logger)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Publishes one event. Returns when the broker has ordered it.</summary>
    /// <param name="pending">The event.</param>
    /// <param name="dedupKey">The key under which it is published once, however often that is tried; null for none.</param>
    /// <param name="cancellationToken">Ends the wait; whether the event was published is then not known.</param>
    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>, also where the broker does not answer in time or the fan-out lags.</exception>
    public async ValueTask<EventId> PublishAsync(PendingEvent pending, string? dedupKey, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        // Publishers wait for this node's fan-out rather than push its healthy subscribers out of the window.
        if (!await hub.PaceAsync(pending.Channel, options.PublishTimeout, cancellationToken))
        {
            PubSubMetrics.Published(pending.Body.Name, adapter.Name, time.GetElapsedTime(started), ErrorCode.BrokerUnavailable);
            throw new PubSubException(ErrorCode.BrokerUnavailable, "The channel's subscribers cannot keep up. Try again later.") { RetryAfter = s_retryAfter };
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var how = new PublishOptions(pending.Retention, dedupKey, dedupKey is null ? default : options.IdempotencyRetention);
        try
        {
            ValueTask<EventId> publish = adapter.PublishAsync(pending.Channel, pending.Body, how, limit.Token);
            // A frozen broker leaves a publish pending for ever, whatever its token says.
            EventId id = publish.IsCompleted ? await publish : await publish.AsTask().WaitAsync(options.PublishTimeout, time, cancellationToken);
            PubSubMetrics.Published(pending.Body.Name, adapter.Name, time.GetElapsedTime(started), error: null);
            return id;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever an adapter throws, the sender's remedy is the same.
            PublishLog.PublishFailed(logger, error, pending.Body.Name);
            PubSubMetrics.Published(pending.Body.Name, adapter.Name, time.GetElapsedTime(started), ErrorCode.BrokerUnavailable);
            await limit.CancelAsync();
            throw new PubSubException(ErrorCode.BrokerUnavailable, "The broker did not take the event. Try again.", error) { RetryAfter = s_retryAfter };
        }
    }
}
