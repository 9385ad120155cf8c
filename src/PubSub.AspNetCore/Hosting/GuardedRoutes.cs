using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PubSub.AspNetCore.Errors;

namespace PubSub.AspNetCore.Hosting;

/// <summary>Maps endpoints behind the guard, each path with an answer for the methods that it does not take.</summary>
internal sealed class GuardedRoutes(RouteGroupBuilder group, EndpointGuard guard)
{
    /// <summary>Maps one path with a guarded endpoint for each method. GET endpoints answer HEAD too, where the server sends no body.</summary>
    public void Map(string path, params ReadOnlySpan<(string Method, RequestDelegate Endpoint)> endpoints) => MapWith(metadata: [], path, endpoints);

    /// <summary>The same with metadata of the endpoints.</summary>
    public void MapWith(object[] metadata, string path, params ReadOnlySpan<(string Method, RequestDelegate Endpoint)> endpoints)
    {
        var allowed = new List<string>();
        foreach ((string method, RequestDelegate endpoint) in endpoints)
        {
            string[] methods = HttpMethods.IsGet(method) ? [HttpMethods.Get, HttpMethods.Head] : [method];
            allowed.AddRange(methods);
            group.MapMethods(path, methods, endpoint).WithMetadata(metadata).WithDisplayName($"PubSub {method} {path}");
        }

        // Routing prefers an endpoint that names its methods, so this one gets what is left.
        group.Map(path, guard.Wrap(FallbackEndpoints.MethodNotAllowed(string.Join(", ", allowed)))).WithDisplayName($"PubSub 405 {path}");
    }

    /// <summary>Maps one path with a GET endpoint; a null path is not mapped.</summary>
    public void MapGet(string? path, RequestDelegate endpoint, bool whileDraining = false)
    {
        if (path is not null) Map(path, (HttpMethods.Get, guard.Wrap(endpoint, whileDraining)));
    }

    /// <summary>Answers 404 with a problem document below a path, where nothing else is mapped.</summary>
    public void MapNotFoundBelow(string path) =>
        group.Map(path + "/{**rest}", guard.Wrap(FallbackEndpoints.NotFound)).WithOrder(int.MaxValue).WithDisplayName($"PubSub 404 {path}");
}
