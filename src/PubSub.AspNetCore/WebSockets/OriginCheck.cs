using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>
/// Keeps pages of other sites from opening a WebSocket in a user's name: browsers send cookies with a handshake whoever asks for it, and no answer is held back from the
/// page (CORS does not apply). They also say which site the page is of.
/// </summary>
internal sealed class OriginCheck(IOptions<PubSubHttpOptions> options)
{
    private readonly HashSet<string> _allowed = new(options.Value.WebSocket.AllowedOrigins, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="PubSubException"><see cref="ErrorCode.Forbidden"/>.</exception>
    public void Ensure(HttpRequest request, Caller caller)
    {
        string origin = request.Headers.Origin.ToString();
        // What is no browser could say anything here.
        if (origin.Length == 0 || IsSameSite(origin, request) || _allowed.Contains(origin)) return;
        if (_allowed.Count == 0 && (!caller.IsAuthenticated || HasOnlyAToken(request))) return;
        throw new PubSubException(ErrorCode.Forbidden, "Pages of this origin may not open a WebSocket here.");
    }

    // A bearer token is nothing that a browser adds by itself, as it does cookies, other schemes and certificates. Where any of those came as well, it may be what signed the caller in.
    private static bool HasOnlyAToken(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && request.Headers.Cookie.Count == 0
        && request.HttpContext.Connection.ClientCertificate is null;

    // Without the scheme: behind a proxy that ends TLS, the server does not know it.
    private static bool IsSameSite(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
