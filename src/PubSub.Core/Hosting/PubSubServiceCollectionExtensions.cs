using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PubSub.Core.Access;
using PubSub.Core.Catalog;
using PubSub.Core.Publishing;
using PubSub.Core.Validation;

namespace PubSub.Core.Hosting;

/// <summary>Registers the engine.</summary>
public static class PubSubServiceCollectionExtensions
{
    /// <summary>
    /// Registers the catalogue, publishing, actions and validators of the contract assemblies, without a transport. Call it once.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Names the contract assemblies and sets options. Run at once.</param>
    /// <exception cref="ContractException">The contracts do not make a catalogue; every problem is listed.</exception>
    /// <exception cref="InvalidOperationException">PubSub is registered already.</exception>
    public static PubSubBuilder AddPubSubCore(this IServiceCollection services, Action<PubSubOptions> configure)
    {
        if (services.Any(s => s.ServiceType == typeof(EventCatalog)))
            throw new InvalidOperationException("PubSub is registered already. Register it once, and name all contract assemblies there.");
        var options = new PubSubOptions();
        configure(options);
        EventCatalog catalog = EventCatalog.FromAssemblies(options.ContractAssemblies);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(catalog);
        services.AddSingleton<AccessRules>();
        services.AddSingleton<PayloadValidator>();
        services.AddSingleton<RequestRouter>();
        services.AddSingleton<EventComposer>();
        services.AddSingleton<EventEmitter>();
        services.AddSingleton<PublishPipeline>();
        services.AddSingleton<IEventPublisher, EventPublisher>();
        return new PubSubBuilder(services, options, catalog);
    }
}
