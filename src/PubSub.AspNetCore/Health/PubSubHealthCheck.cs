using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PubSub.AspNetCore.Health;

/// <summary>The same question for hosts that report health through ASP.NET Core's health checks.</summary>
internal sealed class PubSubHealthCheck(HealthProbe probe) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HostHealth health = await probe.CheckAsync(cancellationToken);
        return health.IsHealthy
            ? HealthCheckResult.Healthy(health.Detail)
            : new HealthCheckResult(context.Registration.FailureStatus, health.Detail);
    }
}
