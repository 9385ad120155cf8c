using System.Collections.Frozen;
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
    IServiceProvider services,
    ILogger<PayloadValidator> logger)
{
    private readonly FrozenDictionary<EventDefinition, (AnnotationRules? Annotations, FluentRules? Validators)> _rules = catalog.Events.ToFrozenDictionary(
        definition => definition,
        definition => (AnnotationRules.For(definition.PayloadJson), validators.RulesFor(definition.PayloadType, services)));

    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.InvalidPayload"/>, or <see cref="ErrorCode.ActionFailed"/> where a rule itself fails.
    /// </exception>
    public ValueTask ValidateAsync(EventDefinition definition, object payload, CancellationToken cancellationToken)
    {
        // An event of a channel without a contract has no rules.
        if (!_rules.TryGetValue(definition, out (AnnotationRules? Annotations, FluentRules? Validators) rules)) return ValueTask.CompletedTask;
        (AnnotationRules? annotations, FluentRules? fluent) = rules;
        if (annotations is not null) Check(annotations, definition, payload);
        return fluent is null ? ValueTask.CompletedTask : CheckAsync(fluent, definition, payload, cancellationToken);
    }

    private void Check(AnnotationRules annotations, EventDefinition definition, object payload)
    {
        PayloadErrors? errors;
        try
        {
            errors = annotations.Check(payload);
        }
        catch (Exception error)
        {
            throw Failed(definition, error);
        }

        if (errors is not null) throw errors.ToException(definition.Name);
    }

    private async ValueTask CheckAsync(FluentRules rules, EventDefinition definition, object payload, CancellationToken cancellationToken)
    {
        PayloadErrors errors;
        try
        {
            if (await rules.CheckAsync(payload, cancellationToken) is not { } failures) return;
            errors = new PayloadErrors();
            FluentErrors.AddTo(errors, definition, failures);
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
