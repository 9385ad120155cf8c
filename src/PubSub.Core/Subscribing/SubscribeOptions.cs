using PubSub.Contracts;

namespace PubSub.Core.Subscribing;

/// <summary>Where an in-process subscription begins.</summary>
public sealed record SubscribeOptions
{
    /// <summary>Begin with the event after this one; null, the default, for the next event. Not for a channel with partitions, of which it would be a position in one.</summary>
    public EventId? After { get; init; }

    /// <summary>Begin after the <see cref="IEventSubscription.Cursor"/> of an earlier subscription to the channel; only where <see cref="After"/> is null.</summary>
    public string? Cursor { get; init; }

    /// <summary>Begin with the first event of a later millisecond than this; only where <see cref="After"/> and <see cref="Cursor"/> are null.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Called in between events where some are missing, with one of <see cref="GapReason"/>. The subscription goes on with the next event.</summary>
    public Action<string>? OnGap { get; init; }
}
