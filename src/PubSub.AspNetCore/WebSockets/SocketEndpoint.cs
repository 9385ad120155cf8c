using System.Buffers.Text;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.AspNetCore.Hosting;
using PubSub.AspNetCore.Requests;
using PubSub.AspNetCore.Streaming;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Fanout;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary><c>/ws</c>: a WebSocket (RFC 6455), over which a client joins channels.</summary>
internal sealed class SocketEndpoint
{
    // 96 bits: other members see it, and it must not be another connection's.
    private const int ClientIdBytes = 12;

    private readonly WebSocketMiddleware _handshake;
    private readonly OriginCheck _origins;
    private readonly CallerReader _callers;
    private readonly FanoutHub _hub;
    private readonly ConversationServices _services;
    private readonly DrainState _drain;
    private readonly PubSubHttpOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public SocketEndpoint(
        OriginCheck origins,
        CallerReader callers,
        FanoutHub hub,
        ConversationServices services,
        DrainState drain,
        IOptions<PubSubHttpOptions> options,
        TimeProvider time,
        ILoggerFactory logging)
    {
        _origins = origins;
        _callers = callers;
        _hub = hub;
        _services = services;
        _drain = drain;
        _options = options.Value;
        _time = time;
        _logger = logging.CreateLogger<SocketEndpoint>();
        // Its pings would be another writer's.
        var handshake = new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan };
        _handshake = new WebSocketMiddleware(ServeAsync, Options.Create(handshake), logging);
    }

    /// <summary>Answers a handshake, and completes when the connection has ended.</summary>
    /// <exception cref="PubSubException">The request is no handshake, or is refused.</exception>
    public Task InvokeAsync(HttpContext context)
    {
        SocketHandshake.Install(context);
        return _handshake.Invoke(context);
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.SecWebSocketVersion = "13";
            throw new PubSubException(ErrorCode.InvalidRequest, "This path takes a WebSocket handshake (RFC 6455, version 13), and this request is none.");
        }

        // A connection lasts too long for the services of its request: each question of access has some of its own.
        Caller caller = _callers.Read(context) with { ServicesOf = null };
        _origins.Ensure(context.Request, caller);
        _hub.Reserve();
        try
        {
            // The host's own time-out for requests does not count for what lasts.
            WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await RunAsync(socket, Begin(context, caller), caller);
        }
        finally
        {
            // Also where the session has ended long before: a connection whose peer does not close it takes its place.
            _hub.GiveBack();
        }
    }

    private async Task RunAsync(WebSocket socket, SocketSession session, Caller caller)
    {
        var conversation = new Conversation(_services, session, caller);
        _hub.Add(session, caller.ExpiresAt);
        // From here on the session writes: whatever happens, it is waited for.
        session.Connection.EndIfDraining();
        // The socket is not disposed of: it holds nothing, and would break the connection, because it has not seen the frame that ended it go out.
        using var reader = new SocketMessageReader(socket, _options.WebSocket.MaxMessageBytes);
        await new SocketRun(session, conversation, reader, _options.StreamDrainTimeout, _time, _logger).RunAsync();
    }

    private SocketSession Begin(HttpContext context, Caller caller)
    {
        string clientId = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(ClientIdBytes));
        var connection = new SessionConnection(context, _drain, _options.StreamDrainTimeout, _time);
        SocketStream stream = context.Features.GetRequiredFeature<SocketHandshake>().Stream;
        var session = new SocketSession(
            stream, connection, clientId, PresenceMemberId.Of(caller, clientId), _time, _options.WebSocket.MaxPendingBytes, _logger);
        stream.Session = session;
        connection.Carry(session);
        _logger.SocketBegan(clientId, _hub.SessionCount);
        return session;
    }
}
