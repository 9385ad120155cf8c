using PubSub.Contracts;

namespace PubSub.Core.Fanout;

/// <summary>Where a subscription begins.</summary>
internal readonly record struct SubscribeFrom
{
    /// <summary>The next event.</summary>
    public static SubscribeFrom Live => default;

    /// <summary>A cursor that is no position of any channel: a gap, and then live.</summary>
    public static SubscribeFrom Unknown => new() { IsUnknown = true };

    public EventId? Id { get; private init; }

    public DateTimeOffset? Time { get; private init; }

    public bool IsUnknown { get; private init; }

    /// <summary>Every event after this one.</summary>
    public static SubscribeFrom After(EventId id) => new() { Id = id };

    /// <summary>Every event whose id carries later milliseconds.</summary>
    public static SubscribeFrom AfterTime(DateTimeOffset time) => new() { Time = time };
}
