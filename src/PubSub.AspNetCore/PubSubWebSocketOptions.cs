using System.ComponentModel.DataAnnotations;

namespace PubSub.AspNetCore;

/// <summary>What one WebSocket may do. Checked at start-up: a value out of range stops the host and names the option.</summary>
public sealed class PubSubWebSocketOptions
{
    /// <summary>The longest message of a client, in bytes. 64 KiB by default; a longer one is answered <c>PAYLOAD_TOO_LARGE</c>, and the connection is closed with 1009.</summary>
    [Range(256, 64 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>How many channels a connection may be in at once. 100 by default; one more is answered <c>TOO_MANY_CHANNELS</c>.</summary>
    [Range(1, 10_000)]
    public int MaxChannels { get; set; } = 100;

    /// <summary>
    /// How many channels a connection may join a second; <see cref="MaxChannels"/> at once, where it has joined none for a while. 20 by default; beyond it, <c>join</c> is answered
    /// <c>RATE_LIMITED</c>.
    /// </summary>
    [Range(1, 100_000)]
    public int JoinsPerSecond { get; set; } = 20;

    /// <summary>
    /// How many messages a client may send a second, joins among them; twice as many at once, where it has sent none for a while. 200 by default; one more is answered
    /// <c>RATE_LIMITED</c> and not carried out.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MessagesPerSecond { get; set; } = 200;

    /// <summary>
    /// How many bytes of answers may wait for a client that does not read, before its messages are not read any more either. 64 KiB by default. A list of members counts
    /// for 1 KiB until it is made, which it is when the client has taken what was said before it. Events are not counted: they wait in the channels' windows, and what is read of
    /// history is divided among the connection's channels.
    /// </summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxPendingBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// The origins, such as <c>https://app.example</c>, whose pages may open a WebSocket beside those of the server's own. Empty by default: then pages of any origin may that
    /// bring a bearer token and no cookie, or sign nobody in; who is signed in otherwise comes from a page of the server's own host. With origins given, pages of no others may.
    /// </summary>
    public ICollection<string> AllowedOrigins { get; } = [];
}
