using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.History;

/// <summary>Makes a page of history of a channel's records.</summary>
/// <param name="epoch">The channel's epoch.</param>
/// <param name="genesis">The milliseconds of a place whose record nobody can look at: before the log's first.</param>
/// <param name="options">How much the page may hold, and whether it matters at all where the position is not kept.</param>
/// <param name="gone">Events of this millisecond or earlier are not kept.</param>
/// <param name="skip">How many of the events after those are not kept either, because the channel keeps a number of events.</param>
/// <param name="corrupt">Is told of records that are no events.</param>
internal sealed class PageBuilder(long epoch, long genesis, ReadOptions options, long gone, int skip, Action<RecordPoint> corrupt) : IRecordReader
{
    private readonly List<ChannelEvent> _events = [];
    private long _bytes;
    private int _skip = skip;

    /// <summary>The position right before the first event; null where there is none.</summary>
    public EventId? Start { get; private set; }

    /// <summary>True where an event was seen that the channel no longer keeps.</summary>
    public bool SawTrimmed { get; private set; }

    /// <summary>True where another event follows.</summary>
    public bool HasMore { get; private set; }

    public bool Read(LogRecord record, RecordPoint before)
    {
        // Where the broker's clock stepped back, an event between younger ones stays: what is trimmed is a beginning.
        if (_events.Count == 0 && record.Point.UnixMilliseconds <= gone) return Trim();
        if (record.ReadBody() is not { } body)
        {
            corrupt(record.Point);
            return true;
        }

        if (_skip > 0)
        {
            _skip--;
            return Trim();
        }

        if (_events.Count == options.MaxEvents || (_events.Count > 0 && _bytes + body.Json.Length > options.MaxBytes))
        {
            HasMore = true;
            return false;
        }

        Start ??= (before.UnixMilliseconds < 0 ? before with { UnixMilliseconds = genesis } : before).IdIn(epoch);
        _bytes += body.Json.Length;
        _events.Add(new ChannelEvent(record.Point.IdIn(epoch), body));
        return true;
    }

    /// <summary>The page.</summary>
    /// <param name="after">The event that it comes after, or null where it begins with a time or with the oldest.</param>
    /// <param name="top">The top, of before the records were read.</param>
    /// <param name="isTruncated">True where events may be missing for another reason than age and number.</param>
    /// <param name="reached">The last record of the partition that was looked at, where reading was broken off there; null where it was not.</param>
    public HistoryPage Build(EventId? after, EventId top, bool isTruncated, RecordPoint? reached = null)
    {
        bool truncated = isTruncated || SawTrimmed;
        EventId start = Start is not { } found ? reached?.IdIn(epoch) ?? top : truncated || after is null ? found : after.Value;
        return new HistoryPage(_events, start, top, truncated, HasMore || reached is not null);
    }

    private bool Trim()
    {
        SawTrimmed = true;
        return !options.OnlyIfContinuous;
    }
}
