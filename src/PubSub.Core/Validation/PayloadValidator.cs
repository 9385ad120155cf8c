using System.Collections.Frozen;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Diagnostics;

namespace PubSub.Core.Validation;

/// <summary>
/// Checks payloads against the rules that their contracts and the server add to their shape: annotations first, then, where those are kept, the
/// validators. Rules are read at start-up; an event without any costs nothing. Safe to use from any thread.
/// </summary>
internal sealed class PayloadValidator(
    EventCatalog catalog,
    ValidatorRegistry validators,
    IServiceScopeFactory scopes,
    ILogger<PayloadValidator> logger)
{
    private readonly FrozenDictionary<EventDefinition, (AnnotationRules? Annotations, Type? Validators)> _rules = catalog.Events.ToFrozenDictionary(
        definition => definition,
        definition => (AnnotationRules.For(definition.PayloadJson), validators.ServiceFor(definition.PayloadType)));

    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.InvalidPayload"/>, or <see cref="ErrorCode.ActionFailed"/> where a rule itself fails.
    /// </exception>
    public ValueTask ValidateAsync(EventDefinition definition, object payload, CancellationToken cancellationToken)
    {
        (AnnotationRules? annotations, Type? service) = _rules[definition];
        if (annotations is not null) Check(annotations, definition, payload);
        return service is null ? ValueTask.CompletedTask : CheckAsync(service, definition, payload, cancellationToken);
    }

    private void Check(AnnotationRules annotations, EventDefinition definition, object payload)
    {
        var errors = new PayloadErrors();
        try
        {
            annotations.Check(payload, errors);
        }
        catch (Exception error)
        {
            throw Failed(definition, error);
        }

        if (!errors.IsEmpty) throw errors.ToException(definition.Name);
    }

    private async ValueTask CheckAsync(Type service, EventDefinition definition, object payload, CancellationToken cancellationToken)
    {
        var errors = new PayloadErrors();
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            foreach (object? validator in scope.ServiceProvider.GetServices(service))
            {
                ValidationResult result = await ((IValidator)validator!).ValidateAsync(new ValidationContext<object>(payload), cancellationToken);
                FluentErrors.AddTo(errors, definition, result.Errors);
            }
        }
        catch (Exception error) when (error is not PubSubException && !cancellationToken.IsCancellationRequested)
        {
            throw Failed(definition, error);
        }

        if (!errors.IsEmpty) throw errors.ToException(definition.Name);
    }

    // A rule that throws is the server's mistake: its sender learns no more than that.
    private PubSubException Failed(EventDefinition definition, Exception error)
    {
        PublishLog.ValidatorFailed(logger, error, definition.Name);
        return new PubSubException(ErrorCode.ActionFailed, $"The validation of '{definition.Name}' failed on the server.", error);
    }
}
