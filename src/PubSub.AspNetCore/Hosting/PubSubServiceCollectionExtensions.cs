using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.AspNetCore;
using PubSub.AspNetCore.Access;
using PubSub.AspNetCore.Contract;
using PubSub.AspNetCore.Errors;
using PubSub.AspNetCore.Health;
using PubSub.AspNetCore.History;
using PubSub.AspNetCore.Hosting;
using PubSub.AspNetCore.Presence;
using PubSub.AspNetCore.Publishing;
using PubSub.AspNetCore.Requests;
using PubSub.AspNetCore.Streaming;
using PubSub.AspNetCore.Tickets;
using PubSub.AspNetCore.WebSockets;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.Core.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds PubSub to a web application.</summary>
public static class PubSubServiceCollectionExtensions
{
    /// <summary>
    /// Adds the catalogue of the contract assemblies, their actions and validators, the in-memory adapter unless another is chosen, and what the
    /// endpoints of <c>MapPubSub</c> need.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Names the contract assemblies and sets what differs from the defaults. A wrong setting stops the host at start-up.</param>
    /// <exception cref="PubSub.Core.Catalog.ContractException">The contracts do not make a catalogue; every problem is listed.</exception>
    /// <returns>What adapters and stores are chosen on.</returns>
    public static PubSubBuilder AddPubSub(this IServiceCollection services, Action<PubSubOptions> configure)
    {
        PubSubBuilder builder = services.AddPubSubCore(configure);
        services.AddOptions<PubSubHttpOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<PubSubHttpOptions>, PubSubHttpOptionsValidator>();
        services.TryAddSingleton<DrainState>();
        services.TryAddSingleton<ProblemMapper>();
        services.TryAddSingleton<EndpointGuard>();
        services.TryAddSingleton<AnonymousSession>();
        services.TryAddSingleton<CallerReader>();
        services.TryAddSingleton<IPolicyEvaluator, PolicyEvaluator>();
        AddTickets(services);
        services.TryAddSingleton<HealthProbe>();
        services.TryAddSingleton<PublishEndpoint>();
        services.TryAddSingleton<StreamQuery>();
        services.TryAddSingleton<StreamEndpoint>();
        services.TryAddSingleton<HistoryEndpoint>();
        services.TryAddSingleton<PresenceEndpoint>();
        services.TryAddSingleton<ContractEndpoint>();
        services.TryAddSingleton<HealthEndpoint>();
        services.TryAddSingleton<OriginCheck>();
        services.TryAddSingleton<ConversationServices>();
        services.TryAddSingleton<SocketEndpoint>();
        services.AddSingleton<IStartupFilter, QueryToken>();
        services.AddSingleton<MatcherPolicy, QueryTokenPolicy>();
        return builder;
    }

    private static void AddTickets(IServiceCollection services)
    {
        services.TryAddSingleton<StreamCallers>();
        services.TryAddSingleton<TicketEndpoint>();
        services.TryAddSingleton(provider => new StreamTickets(provider.GetService<IDataProtectionProvider>()));
        services.PostConfigure<LoggerFilterOptions>(RequestLogFilter.HideQueries);
    }
}
