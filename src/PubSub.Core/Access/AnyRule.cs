using PubSub.Core.Publishing;

namespace PubSub.Core.Access;

/// <summary>One of several rules. Where one of them needs the payload, all are asked with it: what the others deny, that one may allow.</summary>
internal sealed class AnyRule(AccessRule[] rules) : AccessRule
{
    private readonly bool _needsData = rules.Any(r => r.WithData is not null);

    internal override AccessRule? BeforeData => _needsData ? null : this;

    internal override AccessRule? WithData => _needsData ? this : null;

    internal override IEnumerable<string> Policies => rules.SelectMany(r => r.Policies);

    internal override AccessDecision? DecideByCaller(Caller caller)
    {
        AccessDecision last = default;
        foreach (AccessRule rule in rules)
        {
            if (rule.DecideByCaller(caller) is not { } decision) return null;
            if (decision.IsAllowed) return decision;
            last = decision;
        }

        return last;
    }

    internal override async ValueTask<AccessDecision> DecideAsync(AccessContext context, Caller caller)
    {
        string? reason = null;
        foreach (AccessRule rule in rules)
        {
            AccessDecision decision = await rule.DecideAsync(context, caller);
            if (decision.IsAllowed) return decision;
            reason = decision.Reason ?? reason;
        }

        return AccessDecision.Deny(reason);
    }
}
