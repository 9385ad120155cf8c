using PubSub.Core.Access;
using PubSub.Core.Publishing;

namespace PubSub.Testing;

/// <summary>What a test says in place of the application's authorization policies. Safe to use from any thread.</summary>
internal sealed class TestPolicies(IReadOnlyDictionary<string, AccessRule> policies) : IPolicyEvaluator
{
    public string HowToAdd => $"Say what they decide in {nameof(PubSubTestHostSettings)}.{nameof(PubSubTestHostSettings.Policies)}.";

    public ValueTask<bool> ExistsAsync(string policy) => new(policies.ContainsKey(policy));

    public ValueTask<AccessDecision> DecideAsync(string policy, AccessContext context) => policies[policy].DecideAsync(context, new Caller(context.User));
}
