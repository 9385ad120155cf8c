using Microsoft.Extensions.Hosting;

namespace PubSub.AspNetCore.Hosting;

/// <summary>
/// Whether the host is shutting down. From then on new requests are refused with 503, while those that run are finished within the host's
/// shutdown timeout.
/// </summary>
internal sealed class DrainState(IHostApplicationLifetime lifetime)
{
    /// <summary>True from the moment that the host was asked to stop.</summary>
    public bool IsDraining => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Cancelled when the host is asked to stop, while its listener is still open.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;
}
