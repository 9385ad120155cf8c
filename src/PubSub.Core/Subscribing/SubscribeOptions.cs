using PubSub.Contracts;

namespace PubSub.Core.Subscribing;

/// <summary>Where an in-process subscription begins.</summary>
public sealed record SubscribeOptions
{
    /// <summary>Begin with the event after this one; null, the default, for the next event.</summary>
    public EventId? After { get; init; }

    /// <summary>Begin with the first event of a later millisecond than this; only where <see cref="After"/> is null.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Called in between events where some are missing, with one of <see cref="GapReason"/>. The subscription goes on with the next event.</summary>
    public Action<string>? OnGap { get; init; }
}
