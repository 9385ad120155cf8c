using FluentValidation;
using FluentValidation.Results;
using PubSub.Core.Catalog;

namespace PubSub.Core.Validation;

/// <summary>Turns what FluentValidation found into errors by JSON path.</summary>
internal static class FluentErrors
{
    public static PubSubException ToException(EventDefinition definition, IEnumerable<ValidationFailure> failures, Exception? cause = null)
    {
        var errors = new PayloadErrors();
        AddTo(errors, definition, failures);
        if (errors.IsEmpty) errors.Add(PayloadReader.Root, "is refused");
        return errors.ToException(definition.Name, cause);
    }

    /// <summary>Warnings and remarks do not refuse a payload.</summary>
    public static void AddTo(PayloadErrors errors, EventDefinition definition, IEnumerable<ValidationFailure> failures)
    {
        foreach (ValidationFailure failure in failures.Where(f => f.Severity == Severity.Error))
            errors.Add(ClrPath.ToJson(failure.PropertyName, definition.PayloadJson), failure.ErrorMessage);
    }
}
