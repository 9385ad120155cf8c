using FluentValidation;

namespace PubSub.TestSupport.Contracts;

/// <summary>Rules that only the server knows; internal, as validators often are.</summary>
internal sealed class OpenRuledValidator : AbstractValidator<OpenRuled>
{
    public OpenRuledValidator()
    {
        RuleFor(e => e.Title).NotEqual("taken").WithMessage("is taken");
        RuleForEach(e => e.Lines).ChildRules(line => line.RuleFor(l => l.Note).NotEqual("secret").WithMessage("must not tell"));
        RuleFor(e => e.Rank).LessThan(9).WithSeverity(Severity.Warning);
    }
}
