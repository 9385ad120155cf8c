using Microsoft.Extensions.DependencyInjection;
using PubSub.Core.Catalog;

namespace PubSub.Core.Hosting;

/// <summary>What adapters and transports extend: <c>services.AddPubSub(…).AddRedis(…)</c>.</summary>
public sealed class PubSubBuilder
{
    internal PubSubBuilder(IServiceCollection services, EventCatalog catalog)
    {
        Services = services;
        Catalog = catalog;
    }

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The contracts that the host serves.</summary>
    public EventCatalog Catalog { get; }
}
