using PubSub.Core.Publishing;

namespace PubSub.Core.Access;

/// <summary>Every one of several rules.</summary>
internal sealed class AllRule : AccessRule
{
    private readonly AccessRule[] _rules;

    public AllRule(AccessRule[] rules)
    {
        _rules = rules;
        BeforeData = Combine(rules.Select(r => r.BeforeData));
        WithData = Combine(rules.Select(r => r.WithData));
    }

    internal override AccessRule? BeforeData { get; }

    internal override AccessRule? WithData { get; }

    internal override IEnumerable<string> Policies => _rules.SelectMany(r => r.Policies);

    internal override AccessDecision? DecideByCaller(Caller caller)
    {
        foreach (AccessRule rule in _rules)
        {
            if (rule.DecideByCaller(caller) is not { } decision) return null;
            if (!decision.IsAllowed) return decision;
        }

        return AccessDecision.Allow;
    }

    internal override async ValueTask<AccessDecision> DecideAsync(AccessContext context, Caller caller)
    {
        foreach (AccessRule rule in _rules)
        {
            AccessDecision decision = await rule.DecideAsync(context, caller);
            if (!decision.IsAllowed) return decision;
        }

        return AccessDecision.Allow;
    }

    // Where no part is left out it is this rule itself.
    private AccessRule? Combine(IEnumerable<AccessRule?> parts)
    {
        AccessRule[] given = [.. parts.OfType<AccessRule>()];
        if (given.SequenceEqual(_rules)) return this;
        return given.Length switch
        {
            0 => null,
            1 => given[0],
            _ => new AllRule(given),
        };
    }
}
