using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Core.Catalog;

namespace PubSub.Core.Actions;

/// <summary>Sends an event to its action. Made once for each event at start-up, so that no request reflects.</summary>
internal abstract class ActionInvoker
{
    public static ActionInvoker For(EventDefinition definition) =>
        (ActionInvoker)Activator.CreateInstance(
            typeof(Typed<,>).MakeGenericType(definition.PayloadType, definition.ResultType ?? typeof(Unit)), definition.ResultJson)!;

    /// <summary>The service as which the event's action is registered.</summary>
    public abstract Type HandlerType { get; }

    /// <summary>Runs the action and answers its result as JSON.</summary>
    public abstract ValueTask<ReadOnlyMemory<byte>> InvokeAsync(IServiceProvider scope, object payload, ActionContext context, CancellationToken cancellationToken);

    private sealed class Typed<TEvent, TResult>(JsonTypeInfo? resultJson) : ActionInvoker
    {
        public override Type HandlerType => typeof(IRequestHandler<ClientSent<TEvent, TResult>, TResult>);

        public override async ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
            IServiceProvider scope, object payload, ActionContext context, CancellationToken cancellationToken)
        {
            // The same instance as MediatR will get from the scope. Asked for here because MediatR hides which of its dependencies is missing.
            scope.GetRequiredService<IRequestHandler<ClientSent<TEvent, TResult>, TResult>>();
            TResult result = await scope.GetRequiredService<IMediator>().Send(new ClientSent<TEvent, TResult>((TEvent)payload, context), cancellationToken);
            return resultJson is null ? ActionOutcome.NoResult : JsonSerializer.SerializeToUtf8Bytes(result, (JsonTypeInfo<TResult>)resultJson);
        }
    }
}
