using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>
/// Stands between the framework's handshake and the server's upgrade, over HTTP/1.1 or as an extended CONNECT of HTTP/2 (RFC 8441), and puts a
/// <see cref="SocketStream"/> between them.
/// </summary>
internal sealed class SocketHandshake : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;

    private SocketHandshake(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect)
    {
        _upgrade = upgrade;
        _connect = connect;
    }

    /// <summary>The connection, once the handshake is done.</summary>
    public SocketStream Stream { get; private set; } = null!;

    bool IHttpUpgradeFeature.IsUpgradableRequest => _upgrade?.IsUpgradableRequest == true;

    bool IHttpExtendedConnectFeature.IsExtendedConnect => _connect?.IsExtendedConnect == true;

    string? IHttpExtendedConnectFeature.Protocol => _connect?.Protocol;

    /// <summary>Takes the place of a request's own features. A handshake that a middleware of the host would do instead is put aside.</summary>
    public static void Install(HttpContext context)
    {
        IFeatureCollection features = context.Features;
        var handshake = new SocketHandshake(features.Get<IHttpUpgradeFeature>(), features.Get<IHttpExtendedConnectFeature>());
        features.Set<IHttpWebSocketFeature>(null);
        features.Set(handshake);
        features.Set<IHttpUpgradeFeature>(handshake);
        features.Set<IHttpExtendedConnectFeature>(handshake);
    }

    async Task<Stream> IHttpUpgradeFeature.UpgradeAsync() => Stream = new SocketStream(await _upgrade!.UpgradeAsync());

    async ValueTask<Stream> IHttpExtendedConnectFeature.AcceptAsync() => Stream = new SocketStream(await _connect!.AcceptAsync());
}
