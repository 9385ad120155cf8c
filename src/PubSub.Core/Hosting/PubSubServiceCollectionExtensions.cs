using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PubSub.Core.Access;
using PubSub.Core.Actions;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Channels;
using PubSub.Core.Fanout;
using PubSub.Core.Idempotency;
using PubSub.Core.InMemory;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;
using PubSub.Core.Subscribing;
using PubSub.Core.Validation;

namespace PubSub.Core.Hosting;

/// <summary>Registers the engine.</summary>
public static class PubSubServiceCollectionExtensions
{
    /// <summary>
    /// Registers the catalogue, publishing, actions and validators of the contract assemblies, the in-memory adapter and the in-memory idempotency
    /// store unless others are chosen, without a transport. Call it once.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Names the contract assemblies and sets options. Run at once; ranges are checked when the host starts.</param>
    /// <exception cref="ContractException">The contracts do not make a catalogue; every problem is listed.</exception>
    /// <exception cref="InvalidOperationException">PubSub is registered already.</exception>
    public static PubSubBuilder AddPubSubCore(this IServiceCollection services, Action<PubSubOptions> configure)
    {
        if (services.Any(s => s.ServiceType == typeof(EventCatalog)))
            throw new InvalidOperationException("PubSub is registered already. Register it once, and name all contract assemblies there.");
        var options = new PubSubOptions();
        configure(options);
        EventCatalog catalog = ContractReader.Read(options);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(catalog);
        services.AddSingleton<AccessRules>();
        AddOptions(services, options);
        AddActions(services, catalog);
        services.AddSingleton(ValidatorRegistry.Register(services, options.ContractAssemblies));
        AddPublishing(services);
        AddIdempotency(services);
        AddAdapter(services);
        AddPresence(services);
        AddHostedServices(services);
        return new PubSubBuilder(services, catalog);
    }

    private static void AddOptions(IServiceCollection services, PubSubOptions options)
    {
        services.AddOptions<PubSubOptions>().ValidateOnStart();
        services.AddSingleton(new PubSubOptionsFactory.Registered(options, [.. options.ContractAssemblies]));
        services.AddSingleton<IOptionsFactory<PubSubOptions>, PubSubOptionsFactory>();
        services.AddSingleton<IValidateOptions<PubSubOptions>, PubSubOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<PubSubOptions>>().Value);
    }

    // MediatR is registered by hand, and only where the application has not done so: its own handlers and behaviours go on working.
    private static void AddActions(IServiceCollection services, EventCatalog catalog)
    {
        services.TryAddTransient<ServiceFactory>(provider => provider.GetService!);
        services.TryAddTransient<IMediator, Mediator>();
        foreach (EventDefinition definition in catalog.Events.Where(e => e.ActionType is not null))
            services.TryAddScoped(ActionInvoker.For(definition).HandlerType, definition.ActionType!);
        services.AddSingleton<ActionRunner>();
        services.AddSingleton<ActionTracker>();
    }

    private static void AddPublishing(IServiceCollection services)
    {
        services.AddSingleton<PayloadValidator>();
        services.AddSingleton<RequestRouter>();
        services.AddSingleton<EventComposer>();
        services.AddSingleton<EventEmitter>();
        services.AddSingleton<PublishPipeline>();
        services.AddSingleton<IEventPublisher, EventPublisher>();
        services.AddSingleton<FreeChannelPublisher>();
        services.AddSingleton<ChannelResolver>();
        services.AddSingleton<IChannelPublisher, ChannelPublisher>();
    }

    private static void AddIdempotency(IServiceCollection services)
    {
        services.TryAddSingleton<IIdempotencyStore, InMemoryIdempotencyStore>();
        services.AddSingleton<IdempotencyCoordinator>();
        services.AddSingleton<IIdempotency, EffectIdempotency>();
    }

    // Another adapter is registered after this one, and the last one counts.
    private static void AddAdapter(IServiceCollection services)
    {
        services.TryAddSingleton<InMemoryOptions>();
        services.TryAddSingleton<IEventAdapter, InMemoryAdapter>();
        services.AddSingleton<FanoutHub>();
        services.AddSingleton<IEventSubscriber, EventSubscriber>();
    }

    private static void AddPresence(IServiceCollection services)
    {
        services.TryAddSingleton<IPresenceStore, InMemoryPresenceStore>();
        services.AddSingleton<PresenceFeed>();
        services.AddSingleton<PresenceHub>();
        services.AddSingleton<IPresence>(provider => provider.GetRequiredService<PresenceHub>());
        services.AddSingleton<ChannelDirectory>();
        services.AddSingleton<IChannels>(provider => provider.GetRequiredService<ChannelDirectory>());
    }

    // Started in this order and stopped in the reverse: actions end while the adapter still takes their events.
    private static void AddHostedServices(IServiceCollection services)
    {
        services.AddSingleton<IHostedService, AccessCheck>();
        services.AddSingleton<IHostedService, PubSubStartup>();
        services.AddSingleton<IHostedService, PresenceStartup>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ActionTracker>());
        services.AddSingleton<IHostedService, IdempotencySweeper>();
        services.AddSingleton<IHostedService, PresenceHeart>();
    }
}
