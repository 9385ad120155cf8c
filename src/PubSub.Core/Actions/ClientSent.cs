using MediatR;

namespace PubSub.Core.Actions;

/// <summary>The MediatR request for an event that a client sent and that has passed access rules and validation.</summary>
/// <typeparam name="TEvent">The event.</typeparam>
/// <typeparam name="TResult">What the action answers; <see cref="Unit"/> where the event has no result.</typeparam>
/// <param name="Event">The payload.</param>
/// <param name="Context">Who sent it and what the action may do.</param>
public sealed record ClientSent<TEvent, TResult>(TEvent Event, ActionContext Context) : IRequest<TResult>;
