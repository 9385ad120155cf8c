using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>
/// Lets a browser, which cannot set headers on a WebSocket, give its bearer token as <c>?token=</c> or <c>?access_token=</c>: on the WebSocket's path, it is taken for the
/// header <c>Authorization</c> before the host's own middleware runs, so that every scheme that reads the header reads it too.
/// </summary>
internal sealed class QueryToken(IOptions<PubSubHttpOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.WebSocketPath is { } path)
        {
            app.Use(handler => context =>
            {
                Take(context.Request, path);
                return handler(context);
            });
        }

        next(app);
    };

    private static void Take(HttpRequest request, string path)
    {
        // Below whatever prefix the endpoints are mapped.
        if (request.Path.Value?.EndsWith(path, StringComparison.OrdinalIgnoreCase) != true || request.Headers.Authorization.Count > 0) return;
        string? token = OnlyValue(request, "token") ?? OnlyValue(request, "access_token");
        if (token is not null) request.Headers.Authorization = "Bearer " + token;
    }

    private static string? OnlyValue(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;
}
