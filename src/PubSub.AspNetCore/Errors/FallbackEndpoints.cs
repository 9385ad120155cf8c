using Microsoft.AspNetCore.Http;
using PubSub.Contracts;
using PubSub.Core;

namespace PubSub.AspNetCore.Errors;

/// <summary>What answers where routing would answer without a body.</summary>
internal static class FallbackEndpoints
{
    /// <summary>For a path that exists, and any method that it does not take.</summary>
    /// <param name="allow">The methods that the path takes, as the header <c>Allow</c> lists them.</param>
    public static RequestDelegate MethodNotAllowed(string allow) => context =>
    {
        context.Response.Headers.Allow = allow;
        throw new PubSubException(ErrorCode.MethodNotAllowed, $"This path takes {allow}.");
    };

    /// <summary>For a path below one of ours that nothing is at.</summary>
    public static Task NotFound(HttpContext context) => throw new PubSubException(ErrorCode.NotFound, "Nothing is at this path.");
}
