using MediatR;
using PubSub.Contracts;

namespace PubSub.Core.Actions;

/// <summary>
/// The server's answer to an event that a client sends: an ordinary MediatR handler, made anew for each event within a scope of its own. An event
/// has at most one. Events emitted through the context are published after it returns, and not at all if it throws.
/// </summary>
/// <typeparam name="TEvent">The event.</typeparam>
/// <typeparam name="TResult">What the sender is answered.</typeparam>
public abstract class EventAction<TEvent, TResult> : IRequestHandler<ClientSent<TEvent, TResult>, TResult>
{
    /// <summary>Acts on the event.</summary>
    /// <param name="payload">The payload, validated.</param>
    /// <param name="context">Who sent it and what the action may do.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the action has taken longer than it may or the host's shutdown runs out of time; not when the client disconnects.
    /// </param>
    public abstract Task<TResult> ExecuteAsync(TEvent payload, ActionContext context, CancellationToken cancellationToken);

    Task<TResult> IRequestHandler<ClientSent<TEvent, TResult>, TResult>.Handle(ClientSent<TEvent, TResult> request, CancellationToken cancellationToken) =>
        ExecuteAsync(request.Event, request.Context, cancellationToken);
}

/// <summary>The server's answer to an event without a result (<see cref="IClientEvent{TChannel}"/>).</summary>
/// <typeparam name="TEvent">The event.</typeparam>
public abstract class EventAction<TEvent> : IRequestHandler<ClientSent<TEvent, Unit>, Unit>
{
    /// <summary>Acts on the event.</summary>
    /// <param name="payload">The payload, validated.</param>
    /// <param name="context">Who sent it and what the action may do.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the action has taken longer than it may or the host's shutdown runs out of time; not when the client disconnects.
    /// </param>
    public abstract Task ExecuteAsync(TEvent payload, ActionContext context, CancellationToken cancellationToken);

    async Task<Unit> IRequestHandler<ClientSent<TEvent, Unit>, Unit>.Handle(ClientSent<TEvent, Unit> request, CancellationToken cancellationToken)
    {
        await ExecuteAsync(request.Event, request.Context, cancellationToken);
        return Unit.Value;
    }
}
