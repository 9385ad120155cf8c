using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.Core.Access;

namespace PubSub.AspNetCore.Access;

/// <summary>Asks ASP.NET Core's authorization. The resource of a policy is the <see cref="AccessContext"/>.</summary>
internal sealed class PolicyEvaluator(IServiceProvider services, ILogger<PolicyEvaluator> logger) : IPolicyEvaluator
{
    public string HowToAdd => "Add them by services.AddAuthorization(o => o.AddPolicy(…)).";

    public async ValueTask<bool> ExistsAsync(string policy) =>
        services.GetService<IAuthorizationPolicyProvider>() is { } policies && await policies.GetPolicyAsync(policy) is not null;

    public async ValueTask<AccessDecision> DecideAsync(string policy, AccessContext context)
    {
        // Of the request's services: handlers may be scoped.
        AuthorizationResult result = await context.Services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, context, policy);
        if (result.Succeeded) return AccessDecision.Allow;
        // The framework shows these to nobody, so handlers write them for logs: they may tell of what is behind a denied address.
        foreach (AuthorizationFailureReason reason in result.Failure?.FailureReasons ?? []) AccessLog.PolicyDenied(logger, policy, reason.Message);
        return AccessDecision.Deny();
    }
}
