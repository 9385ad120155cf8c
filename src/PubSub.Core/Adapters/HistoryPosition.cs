using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>
/// Where a read of history begins: after an event, after an instant, or with the oldest event that is kept.
/// </summary>
public readonly record struct HistoryPosition
{
    private HistoryPosition(EventId? id, long? unixMilliseconds)
    {
        Id = id;
        UnixMilliseconds = unixMilliseconds;
    }

    /// <summary>The oldest event that is kept. Truncated where any event was ever trimmed.</summary>
    public static HistoryPosition Oldest => default;

    /// <summary>The event after which to read, if the position is an event's.</summary>
    public EventId? Id { get; }

    /// <summary>The instant after which to read, in milliseconds since 1970 UTC, if the position is a time: events of later milliseconds follow it.</summary>
    public long? UnixMilliseconds { get; }

    /// <summary>The events after this one.</summary>
    public static HistoryPosition After(EventId id) => new(id, null);

    /// <summary>The events whose ids carry later milliseconds than this instant.</summary>
    public static HistoryPosition AfterTime(DateTimeOffset time) => new(null, time.ToUnixTimeMilliseconds());
}
