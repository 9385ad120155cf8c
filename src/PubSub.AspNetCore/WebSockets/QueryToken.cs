using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>
/// Takes the tokens of requests for the WebSocket before the host's own middleware runs, whatever it authenticates by and wherever it does. By the endpoints' whole paths; where a
/// host takes something off the path first (<c>UsePathBase</c>), or maps below a parameter, <see cref="QueryTokenPolicy"/> takes them when routing has found the endpoint.
/// </summary>
internal sealed class QueryToken(IOptions<PubSubHttpOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.WebSocketPath is { } path)
        {
            var endpoints = app.ApplicationServices.GetRequiredService<EndpointDataSource>();
            app.Use(handler => context =>
            {
                if (IsOfSocket(context.Request.Path, path, endpoints)) TakesQueryToken.Take(context.Request);
                return handler(context);
            });
        }

        next(app);
    };

    // Nearly all requests are for something else, which the end of their path tells.
    private static bool IsOfSocket(PathString requested, string path, EndpointDataSource endpoints) =>
        requested.Value?.EndsWith(path, StringComparison.OrdinalIgnoreCase) == true
        && endpoints.Endpoints.Any(each =>
            each is RouteEndpoint route
            && route.Metadata.GetMetadata<TakesQueryToken>() is not null
            && string.Equals(route.RoutePattern.RawText, requested.Value, StringComparison.OrdinalIgnoreCase));
}
