using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Diagnostics;
using PubSub.Core.Fanout;
using PubSub.Core.Partitioning;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Core.Publishing;

/// <summary>The single place from which events reach the adapter. Safe to use from any thread.</summary>
internal sealed class EventEmitter(IEventAdapter adapter, FanoutHub hub, PubSubOptions options, TimeProvider time, ILogger<EventEmitter> logger)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    // Nearly every publish of the embedded adapter ends at once: one source serves many of them.
    private CancellationTokenSource? _spare;

    /// <summary>Publishes one event. Returns when the broker has ordered it.</summary>
    /// <param name="pending">The event.</param>
    /// <param name="dedupKey">The key under which it is published once, however often that is tried; null for none.</param>
    /// <param name="cancellationToken">Ends the wait; whether the event was published is then not known.</param>
    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>, also where the broker does not answer in time or the fan-out lags.</exception>
    public async ValueTask<EventId> PublishAsync(PendingEvent pending, string? dedupKey, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        string label = pending.Definition is { IsFree: true } free ? free.Name : pending.Body.Name;
        ChannelName address = ChannelPartition.AddressFor(pending);
        // Publishers wait for this node's fan-out rather than push its healthy subscribers out of the window.
        if (!await hub.PaceAsync(address, options.PublishTimeout, cancellationToken))
        {
            PubSubMetrics.Published(label, adapter.Name, time.GetElapsedTime(started), ErrorCode.BrokerUnavailable);
            throw new PubSubException(ErrorCode.BrokerUnavailable, "The channel's subscribers cannot keep up. Try again later.") { RetryAfter = s_retryAfter };
        }

        CancellationTokenSource limit = RentLimit(cancellationToken);
        var how = new PublishOptions(pending.Definition?.Retention, dedupKey, dedupKey is null ? default : options.IdempotencyRetention);
        try
        {
            ValueTask<EventId> publish = adapter.PublishAsync(address, pending.Body, how, limit.Token);
            // A frozen broker leaves a publish pending for ever, whatever its token says.
            bool atOnce = publish.IsCompletedSuccessfully;
            EventId id = atOnce ? await publish : await publish.AsTask().WaitAsync(options.PublishTimeout, time, cancellationToken);
            PubSubMetrics.Published(label, adapter.Name, time.GetElapsedTime(started), error: null);
            if (!atOnce || cancellationToken.CanBeCanceled) limit.Dispose();
            else if (limit.TryReset()) Volatile.Write(ref _spare, limit);
            return id;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever an adapter throws, the sender's remedy is the same.
            PublishLog.PublishFailed(logger, error, pending.Body.Name);
            PubSubMetrics.Published(label, adapter.Name, time.GetElapsedTime(started), ErrorCode.BrokerUnavailable);
            await limit.CancelAsync();
            limit.Dispose();
            throw new PubSubException(ErrorCode.BrokerUnavailable, "The broker did not take the event. Try again.", error) { RetryAfter = s_retryAfter };
        }
    }

    private CancellationTokenSource RentLimit(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken)
            : Interlocked.Exchange(ref _spare, null) ?? new CancellationTokenSource();
}
