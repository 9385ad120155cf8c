namespace PubSub.Core;

/// <summary>What only the server knows of a channel.</summary>
public sealed class ChannelOptions
{
    /// <summary>Whether anyone may read and publish; null, the default, leaves it to the declaration and the host.</summary>
    public bool? Public { get; set; }

    /// <summary>What becomes of a session that falls out of the channel's window; null, the default, leaves it to <see cref="FanoutOptions.SlowSessions"/>.</summary>
    public SlowSessionPolicy? SlowSessions { get; set; }
}
