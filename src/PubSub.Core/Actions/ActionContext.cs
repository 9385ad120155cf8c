using PubSub.Contracts;
using PubSub.Core.Idempotency;

namespace PubSub.Core.Actions;

/// <summary>Who sent an event, and what its action may do. One belongs to one run of one action; not safe for concurrent use.</summary>
public abstract class ActionContext
{
    /// <summary>The caller's id, or null where the caller is anonymous.</summary>
    public abstract string? UserId { get; }

    /// <summary>The caller's roles.</summary>
    public abstract IReadOnlyList<string> Roles { get; }

    /// <summary>The id of the request, as it stands in the log.</summary>
    public abstract string RequestId { get; }

    /// <summary>The id that the client gave its event, or null where it gave none.</summary>
    public abstract string? ClientEventId { get; }

    /// <summary>The address of the channel that the event was sent to.</summary>
    public abstract ChannelName Channel { get; }

    /// <summary>The services of the action's scope.</summary>
    public abstract IServiceProvider Services { get; }

    /// <summary>Runs side effects once, across retries.</summary>
    public abstract IIdempotency Idempotency { get; }

    /// <summary>
    /// Has an event published after the action has returned: in the order of the calls, after the sent event itself where that is broadcast. An
    /// action that throws publishes nothing.
    /// </summary>
    /// <typeparam name="TEvent">An event of a channel without parameters.</typeparam>
    /// <param name="payload">The event's record.</param>
    /// <param name="meta">
    /// What travels beside it; null for nothing. On a channel with partitions, an event without a partition key of its own has that of the event that was sent.
    /// </param>
    /// <exception cref="ArgumentException">The event is not in the catalogue, is not valid, or its channel has parameters.</exception>
    /// <exception cref="InvalidOperationException">The action has already returned.</exception>
    public abstract ValueTask EmitAsync<TEvent>(TEvent payload, EventMeta? meta = null)
        where TEvent : notnull;

    /// <summary>Has an event published on one address of a parametric channel, as <see cref="EmitAsync{TEvent}(TEvent, EventMeta?)"/> does.</summary>
    /// <typeparam name="TChannel">The channel.</typeparam>
    /// <typeparam name="TEvent">An event of that channel.</typeparam>
    public abstract ValueTask EmitAsync<TChannel, TEvent>(TChannel channel, TEvent payload, EventMeta? meta = null)
        where TChannel : IEventChannel
        where TEvent : IEvent<TChannel>;
}
