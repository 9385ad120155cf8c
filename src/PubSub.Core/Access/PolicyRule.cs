using Microsoft.Extensions.DependencyInjection;
using PubSub.Core.Publishing;

namespace PubSub.Core.Access;

/// <summary>A named policy of the host's authorization.</summary>
internal sealed class PolicyRule(string name) : AccessRule
{
    internal override IEnumerable<string> Policies => [name];

    internal override ValueTask<AccessDecision> DecideAsync(AccessContext context, Caller caller) =>
        context.Services.GetRequiredService<IPolicyEvaluator>().DecideAsync(name, context);
}
