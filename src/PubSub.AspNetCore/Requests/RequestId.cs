using Microsoft.AspNetCore.Http;

namespace PubSub.AspNetCore.Requests;

/// <summary>The id under which a request stands in the log, in error answers and in the metadata of the events that it caused.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";

    /// <summary>The host's own id of the request, which its other log entries carry too, and which a host may set in a middleware.</summary>
    public static string Of(HttpContext context) => context.TraceIdentifier;

    /// <summary>Sets the header, unless the host has chosen an id that no header can hold.</summary>
    public static void Send(HttpContext context)
    {
        string id = Of(context);
        if (id.Length is > 0 and <= 256 && !id.AsSpan().ContainsAnyExceptInRange('!', '~')) context.Response.Headers[Header] = id;
    }
}
