using PubSub.Core.Publishing;

namespace PubSub.Core.Access;

/// <summary>A rule of the host's own code.</summary>
internal sealed class FunctionRule(Func<AccessContext, ValueTask<AccessDecision>> decide, bool needsData) : AccessRule
{
    internal override AccessRule? BeforeData => needsData ? null : this;

    internal override AccessRule? WithData => needsData ? this : null;

    internal override ValueTask<AccessDecision> DecideAsync(AccessContext context, Caller caller) => decide(context);
}
