using Microsoft.AspNetCore.Http;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>
/// Marks an endpoint whose requests may bring a bearer token as <c>?token=</c> or <c>?access_token=</c>, because a browser cannot set headers on a WebSocket. It is taken for
/// the header <c>Authorization</c>, so that every scheme that reads the header reads it too.
/// </summary>
internal sealed class TakesQueryToken
{
    private TakesQueryToken()
    {
    }

    public static TakesQueryToken Instance { get; } = new();

    /// <summary>Takes a request's token, where it has one and no such header.</summary>
    public static void Take(HttpRequest request)
    {
        if (request.Headers.Authorization.Count > 0) return;
        string? token = OnlyValue(request, "token") ?? OnlyValue(request, "access_token");
        if (token is not null) request.Headers.Authorization = "Bearer " + token;
    }

    private static string? OnlyValue(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;
}
