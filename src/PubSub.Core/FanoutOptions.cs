using System.ComponentModel.DataAnnotations;

namespace PubSub.Core;

/// <summary>How a node's windows over its channels are bounded.</summary>
public sealed class FanoutOptions
{
    /// <summary>The most events that a channel's window holds. 10,000 by default.</summary>
    [Range(16, 10_000_000)]
    public int WindowEvents { get; set; } = 10_000;

    /// <summary>The most bytes that a channel's window holds, without what WebSockets are sent of them. 8 MiB by default; the last event is kept whatever its size.</summary>
    [Range(4096, 1L << 40)]
    public long WindowBytes { get; set; } = 8 << 20;

    /// <summary>
    /// How long a window holds an event; a channel whose retention is shorter goes by that. It is checked at the latest every 15 s. 10 minutes by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan WindowAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The most bytes that all windows of the node hold together, with what WebSockets are sent of them; at the limit, a channel that grows gives up its own oldest events. 512 MiB by
    /// default.
    /// </summary>
    [Range(65536, 1L << 42)]
    public long NodeBytes { get; set; } = 512 << 20;

    /// <summary>How long a window and its broker subscription outlive the channel's last session, so that a reconnect finds them. One minute by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan IdleChannelLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many channels without a session are kept for <see cref="IdleChannelLifetime"/>; beyond it, a channel is closed as soon as its last session leaves, so
    /// that a caller who goes through many addresses does not fill the node. 10,000 by default.
    /// </summary>
    [Range(0, 10_000_000)]
    public int MaxIdleChannels { get; set; } = 10_000;

    /// <summary>
    /// How often the broker's last event of every open channel is compared with the last one received, on adapters whose broker may lose events without
    /// notice; a lost event that no other follows is noticed after two looks. 10 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan TopCheckPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What becomes of a session that falls out of a window. <see cref="SlowSessionPolicy.CatchUp"/> by default.</summary>
    public SlowSessionPolicy SlowSessions { get; set; }

    /// <summary>
    /// How long an event waits for others on a busy channel, so that several go out in one write to each stream. A channel is busy where its last fan-out
    /// took more than a quarter of this and began less than three times this ago; where it was cheaper but began less than a fifth of this ago, an event waits
    /// that fifth. On any other, events go out at once. More costs latency and saves CPU. Zero: never. 5 ms by default; timers are exact to a millisecond.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan FlushTick { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How often a quiet stream carries a comment, so that both ends notice a dead connection. 30 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long one write to a stream may wait for its peer before the stream is cut, up to a quarter later. A write has up to 64 KiB, so that a peer who takes
    /// less than that in this time is cut as well. For an in-process subscription it is one call of the handler. Two minutes by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan StalledStreamTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How many streams the node holds at once; one more is refused with 503 TOO_MANY_CONNECTIONS. 100,000 by default.</summary>
    [Range(1, 10_000_000)]
    public int MaxSessions { get; set; } = 100_000;
}
