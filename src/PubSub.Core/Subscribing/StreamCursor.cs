using PubSub.Contracts;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.Streaming;

/// <summary>
/// Reads what a stream's <c>id:</c> lines carry. One channel: an event id. Several: a vector with an entry for each channel in the order of the
/// request, 22 characters of base64url each, joined by commas.
/// </summary>
internal static class CursorReader
{
    /// <summary>Reads a cursor for a number of channels. False where any part of it is malformed or their number differs.</summary>
    public static bool TryRead(string text, int channels, out SubscribeFrom[] from)
    {
        from = new SubscribeFrom[channels];
        if (channels == 1 && EventId.TryParse(text, out EventId single))
        {
            from[0] = SubscribeFrom.After(single);
            return true;
        }

        int next = 0;
        foreach (Range range in text.AsSpan().Split(','))
        {
            if (next == channels || !EventId.TryParseBase64Url(text.AsSpan(range), out EventId id)) return false;
            from[next++] = SubscribeFrom.After(id);
        }

        return next == channels;
    }
}
