using PubSub.Contracts;
using PubSub.Core.Idempotency;
using PubSub.Core.Publishing;

namespace PubSub.Core.Actions;

/// <summary>The context of one run of one action; holds what the action emits until it has returned.</summary>
internal sealed class RunningActionContext(SentEvent sent, IServiceProvider services, IIdempotency idempotency, EventComposer composer, CancellationToken cancellationToken)
    : ActionContext
{
    /// <summary>The most events that one run may emit.</summary>
    public const int MaxEvents = 1000;

    // The sent event itself comes first where it is broadcast.
    private readonly List<PendingEvent> _events = sent.Definition.IsBroadcast ? new(2) { sent.Pending } : [];
    private int _emitted;
    private bool _closed;

    public override string? UserId { get; } = sent.Caller.UserId;

    public override IReadOnlyList<string> Roles => field ??= sent.Caller.Roles;

    public override string RequestId => sent.RequestId;

    public override string? ClientEventId => sent.ClientEventId;

    public override ChannelName Channel => sent.Channel;

    public override IServiceProvider Services { get; } = services;

    public override IIdempotency Idempotency { get; } = idempotency;

    public override ValueTask EmitAsync<TEvent>(TEvent payload, EventMeta? meta) => EmitAsync(null, payload, meta);

    public override ValueTask EmitAsync<TChannel, TEvent>(TChannel channel, TEvent payload, EventMeta? meta) => EmitAsync(channel, (object)payload, meta);

    /// <summary>Ends the run: what is to be published, in order. Later emits are refused.</summary>
    public IReadOnlyList<PendingEvent> Close()
    {
        _closed = true;
        return _events;
    }

    private async ValueTask EmitAsync(IEventChannel? channel, object payload, EventMeta? meta)
    {
        EnsureOpen();
        if (_emitted == MaxEvents) throw new InvalidOperationException($"An action may emit at most {MaxEvents} events.");
        PendingEvent pending;
        try
        {
            pending = await composer.ComposeAsync(channel, payload, meta, sent, cancellationToken);
        }
        catch (PubSubException error)
        {
            // The action's mistake, not its sender's, who must not be told that the payload is wrong.
            string where = error.Errors is null ? "" : " " + string.Join("; ", error.Errors.Select(e => $"{e.Key}: {string.Join(", ", e.Value)}"));
            throw new ArgumentException($"The event cannot be emitted: {error.Message}{where}", nameof(payload), error);
        }

        EnsureOpen();
        _emitted++;
        _events.Add(pending);
    }

    private void EnsureOpen()
    {
        if (_closed) throw new InvalidOperationException("The action has returned; its events are published. Emit before returning, and await each emit.");
    }
}
