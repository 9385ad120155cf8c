using System.Globalization;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Adapters;

namespace PubSub.AspNetCore.Requests;

/// <summary>
/// Reads <c>since</c>: an event's id, or a time of ISO 8601 such as <c>2026-01-31</c>, <c>2026-01-31T12:30Z</c> or <c>2026-01-31T12:30:00.250+02:00</c>. A
/// time without an offset is UTC, like every time on this wire. A space is taken for the <c>+</c> that a query's encoding turns into one.
/// </summary>
internal static class SinceParameter
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidCursor"/>: the text is neither.</exception>
    public static HistoryPosition Parse(string text)
    {
        if (EventId.TryParse(text, out EventId id)) return HistoryPosition.After(id);
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text.Replace(' ', '+'), TimeFormats, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time))
        {
            // No event is older than the first millisecond that an id can carry.
            return HistoryPosition.AfterTime(time < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : time);
        }

        throw new PubSubException(
            ErrorCode.InvalidCursor,
            "'since' must be an event id or a time of ISO 8601, such as 2026-01-31T12:30:00Z.");
    }
}
