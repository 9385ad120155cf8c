using System.ComponentModel.DataAnnotations;

namespace PubSub.AspNetCore;

/// <summary>
/// Where the endpoints are, and what only HTTP knows. A path begins with <c>/</c>, does not end with it, and takes no route parameters. Checked at start-up: a value out of range stops the host and names the option.
/// </summary>
public sealed class PubSubHttpOptions
{
    /// <summary>The path of publishing (POST) and streaming (GET), below the prefix of <c>MapPubSub</c>. <c>/events</c> by default.</summary>
    public string EventsPath { get; set; } = "/events";

    /// <summary>The path of the history. <c>/events/history</c> by default; null where the host offers none.</summary>
    public string? HistoryPath { get; set; } = "/events/history";

    /// <summary>
    /// The path where a signed-in caller gets a ticket for a browser's <c>EventSource</c>. <c>/events/ticket</c> by default; null where the host offers none. Tickets are protected by the
    /// host's data protection, which <c>AddAuthentication</c> adds; nodes that are to take each other's must share its keys.
    /// </summary>
    public string? TicketPath { get; set; } = "/events/ticket";

    /// <summary>How long a ticket may be used to open a stream, which then goes on. One minute by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The path below which each channel has <c>/{channel}/publish</c> (POST), <c>/{channel}/subscribe</c> and <c>/{channel}/presence</c> (GET). <c>/channels</c> by default;
    /// null where the host offers none.
    /// </summary>
    public string? ChannelsPath { get; set; } = "/channels";

    /// <summary>The path of the contract's manifest. <c>/events/contract</c> by default; null where the host does not show it.</summary>
    public string? ContractPath { get; set; } = "/events/contract";

    /// <summary>The path of the health report. <c>/health</c> by default; null where the host has its own.</summary>
    public string? HealthPath { get; set; } = "/health";

    /// <summary>The path of WebSockets. <c>/ws</c> by default; null where the host offers none.</summary>
    public string? WebSocketPath { get; set; } = "/ws";

    /// <summary>What one WebSocket may do.</summary>
    public PubSubWebSocketOptions WebSocket { get; } = new();

    /// <summary>How long the health report waits for the broker, and for the store of client event ids, before it says that the host is unhealthy. 2 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan HealthTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What <c>Retry-After</c> says where the error itself does not know better; sent in whole seconds, rounded up. 2 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a browser waits before it reconnects a stream that was cut, as the stream's <c>retry:</c> says. 2 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StreamRetry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a stream may take to accept what is left for it when the host shuts down, before its connection is cut: a peer that reads nothing does
    /// not hold the host for its whole shutdown timeout. 5 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan StreamDrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The name of the cookie that tells one anonymous caller's client event ids from another's. <c>pubsub-session</c> by default; at most
    /// 64 letters, digits, <c>_</c> and <c>-</c>.
    /// </summary>
    public string SessionCookie { get; set; } = "pubsub-session";

    /// <summary>Whether every answer carries the request's id, as it stands in the log, in the header <c>X-Request-Id</c>. True by default.</summary>
    public bool SendRequestId { get; set; } = true;
}
