using System.Threading.Channels;
using PubSub.Contracts;
using PubSub.Core.Subscribing;

namespace PubSub.Testing;

/// <summary>
/// The events of one subscription, in order, for a test to take one by one. Holds 1,000 that were not taken; further ones wait. One reader at a time;
/// dispose of it to end the subscription.
/// </summary>
/// <typeparam name="TEvent">The event.</typeparam>
public sealed class EventInbox<TEvent> : IAsyncDisposable
    where TEvent : notnull
{
    private const int Capacity = 1000;

    private readonly Channel<EventEnvelope<TEvent>> _events = Channel.CreateBounded<EventEnvelope<TEvent>>(Capacity);
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _disposed = new();
    private volatile string? _gap;
    private IEventSubscription _subscription = null!;
    private int _taken;

    internal EventInbox(TimeSpan patience) => _patience = patience;

    /// <summary>Why the host said that events are missing, such as <c>trimmed</c>; null while it has not.</summary>
    public string? GapReason => _gap;

    /// <summary>The next event's payload.</summary>
    /// <param name="patience">How long to wait for it; null for as long as the host's settings say.</param>
    /// <exception cref="TimeoutException">No event came in time; the message says how many had come before.</exception>
    public async Task<TEvent> NextAsync(TimeSpan? patience = null) => (await NextEnvelopeAsync(patience)).Payload;

    /// <summary>The next event with its envelope.</summary>
    /// <param name="patience">How long to wait for it; null for as long as the host's settings say.</param>
    /// <exception cref="TimeoutException">No event came in time; the message says how many had come before.</exception>
    public async Task<EventEnvelope<TEvent>> NextEnvelopeAsync(TimeSpan? patience = null)
    {
        TimeSpan wait = patience ?? _patience;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_disposed.Token);
        limit.CancelAfter(wait);
        try
        {
            EventEnvelope<TEvent> next = await _events.Reader.ReadAsync(limit.Token);
            _taken++;
            return next;
        }
        catch (OperationCanceledException) when (!_disposed.IsCancellationRequested)
        {
            string gap = _gap is null ? "" : $" The host reported a gap: {_gap}.";
            throw new TimeoutException($"No {typeof(TEvent).Name} came within {wait.TotalSeconds:0.###} s; {_taken} had come before.{gap}");
        }
    }

    /// <summary>Ends the subscription. Events that were not taken are lost.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _subscription.DisposeAsync();
    }

    internal EventInbox<TEvent> Attach(IEventSubscription subscription)
    {
        _subscription = subscription;
        return this;
    }

    internal SubscribeOptions Watch(SubscribeOptions? from)
    {
        Action<string>? others = from?.OnGap;
        return (from ?? new SubscribeOptions()) with
        {
            OnGap = reason =>
            {
                _gap = reason;
                others?.Invoke(reason);
            },
        };
    }

    internal async ValueTask AddAsync(EventEnvelope<TEvent> received, CancellationToken cancellationToken)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
            await _events.Writer.WriteAsync(received, either.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody takes it any more.
        }
    }
}
