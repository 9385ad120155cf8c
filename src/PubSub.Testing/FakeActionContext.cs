using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Actions;
using PubSub.Core.Idempotency;

namespace PubSub.Testing;

/// <summary>
/// An <see cref="ActionContext"/> for unit tests: everything can be chosen, and what the action emits is recorded. It refuses what is no event, and a
/// parametric channel that was not passed, as the real one does; whether a payload is valid is tested with <see cref="PubSubTestHost"/>.
/// Not safe for concurrent use, as the real one is not.
/// </summary>
/// <param name="userId">The caller's id; null for an anonymous caller.</param>
/// <param name="roles">The caller's roles; none by default.</param>
/// <param name="requestId">The id of the request.</param>
/// <param name="clientEventId">The id that the client gave its event, or null where it gave none.</param>
/// <param name="channel">The address that the event was sent to, such as <c>chat:room-1</c>.</param>
/// <param name="services">What the action finds in <see cref="Services"/>; nothing by default.</param>
/// <param name="idempotency">What runs side effects once; by default as a host does, in memory.</param>
public sealed class FakeActionContext(
    string? userId = SendOptions.DefaultUser,
    IReadOnlyList<string>? roles = null,
    string requestId = "test-request",
    string? clientEventId = null,
    string channel = "test",
    IServiceProvider? services = null,
    IIdempotency? idempotency = null) : ActionContext
{
    private readonly List<EmittedEvent> _emitted = [];

    /// <inheritdoc/>
    public override string? UserId { get; } = userId;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Roles { get; } = roles ?? [];

    /// <inheritdoc/>
    public override string RequestId { get; } = requestId;

    /// <inheritdoc/>
    public override string? ClientEventId { get; } = clientEventId;

    /// <inheritdoc/>
    public override ChannelName Channel { get; } = ChannelName.Parse(channel);

    /// <inheritdoc/>
    public override IServiceProvider Services { get; } = services ?? new ServiceCollection().BuildServiceProvider();

    /// <inheritdoc/>
    public override IIdempotency Idempotency { get; } = idempotency ?? InMemoryIdempotency();

    /// <summary>What the action has emitted so far, in order.</summary>
    public IReadOnlyList<EmittedEvent> Emitted => _emitted;

    /// <inheritdoc/>
    public override ValueTask EmitAsync<TEvent>(TEvent payload, EventMeta? meta = null)
    {
        Type channelType = ChannelTypeOf(payload.GetType());
        if (channelType.GetCustomAttribute<EventChannelAttribute>()?.Name.Contains('{', StringComparison.Ordinal) == true)
            throw new ArgumentException($"The channel of '{payload.GetType()}' has parameters: pass the channel's record as well.", nameof(payload));
        _emitted.Add(new EmittedEvent(payload, Meta: meta));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask EmitAsync<TChannel, TEvent>(TChannel channel, TEvent payload, EventMeta? meta = null)
    {
        ChannelTypeOf(payload.GetType());
        _emitted.Add(new EmittedEvent(payload, channel, meta));
        return ValueTask.CompletedTask;
    }

    private static Type ChannelTypeOf(Type payload)
    {
        Type? declared = payload.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEvent<>));
        return declared is not null && payload.IsDefined(typeof(EventAttribute), inherit: false)
            ? declared.GenericTypeArguments[0]
            : throw new ArgumentException($"The type '{payload}' is no event: it needs [Event] and IEvent<> of a channel.", nameof(payload));
    }

    private static EffectIdempotency InMemoryIdempotency()
    {
        var options = new PubSubOptions();
        return new EffectIdempotency(
            new InMemoryIdempotencyStore(options, TimeProvider.System), options, TimeProvider.System, NullLogger<EffectIdempotency>.Instance);
    }
}
