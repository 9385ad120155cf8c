using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PubSub.AspNetCore;
using PubSub.AspNetCore.Channels;
using PubSub.AspNetCore.Contract;
using PubSub.AspNetCore.Errors;
using PubSub.AspNetCore.Health;
using PubSub.AspNetCore.History;
using PubSub.AspNetCore.Hosting;
using PubSub.AspNetCore.Presence;
using PubSub.AspNetCore.Publishing;
using PubSub.AspNetCore.Streaming;
using PubSub.AspNetCore.Tickets;
using PubSub.AspNetCore.WebSockets;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps PubSub's endpoints.</summary>
public static class PubSubEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the endpoints at the paths of <see cref="PubSubHttpOptions"/>: publishing and streaming, tickets for streams, the same by channel with who is there, WebSockets, history, the
    /// contract's manifest and the health report.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>AddPubSub</c> was not called.</exception>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">What all paths begin with, such as <c>/api</c>; empty by default.</param>
    /// <returns>The group of all endpoints, for conventions such as rate limits or CORS.</returns>
    public static IEndpointConventionBuilder MapPubSub(this IEndpointRouteBuilder endpoints, string prefix = "")
    {
        IServiceProvider services = endpoints.ServiceProvider;
        if (services.GetService<EndpointGuard>() is not { } guard)
            throw new InvalidOperationException("PubSub is not registered. Call builder.Services.AddPubSub(…) before MapPubSub().");
        PubSubHttpOptions options = services.GetRequiredService<IOptions<PubSubHttpOptions>>().Value;
        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        // Where the host asks for authorization by cookies: a program is answered 401, not sent to a page for people.
        group.DisableCookieRedirect();
        var routes = new GuardedRoutes(group, guard);

        PublishEndpoint publish = services.GetRequiredService<PublishEndpoint>();
        StreamEndpoint stream = services.GetRequiredService<StreamEndpoint>();
        routes.Map(options.EventsPath, (HttpMethods.Post, guard.Wrap(publish.InvokeAsync)), (HttpMethods.Get, stream.InvokeAsync));
        if (options.ChannelsPath is { } channels)
        {
            routes.Map(ChannelPath.Of(channels, "publish"), (HttpMethods.Post, guard.Wrap(publish.InvokeChannelAsync)));
            routes.Map(ChannelPath.Of(channels, "subscribe"), (HttpMethods.Get, stream.InvokeChannelAsync));
            routes.MapGet(ChannelPath.Of(channels, "presence"), services.GetRequiredService<PresenceEndpoint>().InvokeAsync);
            routes.MapNotFoundBelow(channels);
        }

        routes.MapGet(options.HistoryPath, services.GetRequiredService<HistoryEndpoint>().InvokeAsync);
        if (options.TicketPath is { } ticket) routes.Map(ticket, (HttpMethods.Post, guard.Wrap(services.GetRequiredService<TicketEndpoint>().InvokeAsync)));
        routes.MapGet(options.ContractPath, services.GetRequiredService<ContractEndpoint>().InvokeAsync);
        routes.MapGet(options.HealthPath, services.GetRequiredService<HealthEndpoint>().InvokeAsync, whileDraining: true);
        if (options.WebSocketPath is { } socketPath)
        {
            RequestDelegate socket = guard.Wrap(services.GetRequiredService<SocketEndpoint>().InvokeAsync);
            // Over HTTP/2 a handshake is a CONNECT (RFC 8441).
            routes.MapWith([TakesQueryToken.Instance], socketPath, (HttpMethods.Get, socket), (HttpMethods.Connect, socket));
        }

        routes.MapNotFoundBelow(options.EventsPath);
        return group;
    }
}
