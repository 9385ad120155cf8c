using PubSub.Core.Publishing;

namespace PubSub.Core.Access;

/// <summary>A rule that goes by the caller alone.</summary>
internal sealed class CallerRule(Func<Caller, string, AccessDecision> decide, string argument) : AccessRule
{
    internal override AccessDecision? DecideByCaller(Caller caller) => decide(caller, argument);

    internal override ValueTask<AccessDecision> DecideAsync(AccessContext context, Caller caller) => new(decide(caller, argument));
}
