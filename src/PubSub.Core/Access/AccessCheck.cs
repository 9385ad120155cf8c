using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PubSub.Core.Catalog;

namespace PubSub.Core.Access;

/// <summary>Sees to it at start-up that every policy that a rule names exists: one that does not would deny everybody, and only when it is first asked.</summary>
internal sealed class AccessCheck(AccessRules rules, EventCatalog catalog, IServiceProvider services) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var policies = services.GetService<IPolicyEvaluator>();
        var missing = new List<string>();
        foreach (string policy in rules.Given(catalog.Channels).SelectMany(r => r.Policies).Distinct(StringComparer.Ordinal))
        {
            if (policies is null || !await policies.ExistsAsync(policy)) missing.Add($"'{policy}'");
        }

        if (missing.Count == 0) return;
        throw new InvalidOperationException(
            $"Access rules name authorization policies that do not exist: {string.Join(", ", missing)}. {policies?.HowToAdd ?? "This host has no transport that knows policies: AddPubSub brings one."}");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
