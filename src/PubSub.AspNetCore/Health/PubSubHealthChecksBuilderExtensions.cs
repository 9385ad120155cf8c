using Microsoft.Extensions.Diagnostics.HealthChecks;
using PubSub.AspNetCore.Health;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Reports PubSub's health among a host's other health checks.</summary>
public static class PubSubHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that is healthy where the adapter's broker and the store of client event ids answer within the time that the host's HTTP options allow.</summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="name">The check's name. <c>pubsub</c> by default.</param>
    /// <param name="failureStatus">What is reported where one of them does not answer; unhealthy by default.</param>
    /// <param name="tags">Tags to select the check by.</param>
    public static IHealthChecksBuilder AddPubSub(
        this IHealthChecksBuilder builder,
        string name = "pubsub",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null) =>
        builder.AddCheck<PubSubHealthCheck>(name, failureStatus, tags ?? []);
}
