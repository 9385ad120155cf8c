using PubSub.Contracts;
using PubSub.Core.Fanout;

namespace PubSub.Core.Subscribing;

/// <summary>
/// What a stream's <c>id:</c> lines carry. One position: an event id. Several, of channels and partitions of channels: a vector with an entry for each in the
/// order of the request, 22 characters of base64url each, joined by commas.
/// </summary>
internal static class StreamCursor
{
    /// <summary>Reads a cursor of a number of positions. False where any part of it is malformed or their number differs.</summary>
    public static bool TryRead(string text, int count, out EventId[] positions)
    {
        positions = new EventId[count];
        if (count == 1 && EventId.TryParse(text, out positions[0])) return true;
        int next = 0;
        foreach (Range range in text.AsSpan().Split(','))
        {
            if (next == count || !EventId.TryParseBase64Url(text.AsSpan(range), out positions[next])) return false;
            next++;
        }

        return next == count;
    }

    /// <summary>The length of a cursor of some positions, in characters.</summary>
    public static int LengthOf(int count) => count == 1 ? EventId.TextLength : VectorLength(count);

    /// <summary>Writes the cursor of where subscriptions stand.</summary>
    /// <param name="cursor">What is written to; <see cref="LengthOf"/> bytes of it.</param>
    /// <param name="subscriptions">The channel, or its partitions, or those of several, in the order of the cursor's entries.</param>
    public static void Write(Span<byte> cursor, ReadOnlySpan<Subscription> subscriptions)
    {
        if (subscriptions.Length == 1) subscriptions[0].Position.TryFormat(cursor, out _, default, null);
        else for (int i = 0; i < subscriptions.Length; i++) WriteEntry(cursor, i, subscriptions[i].Position);
    }

    /// <summary>The cursor of some positions.</summary>
    public static string Format(IReadOnlyList<EventId> positions)
    {
        if (positions.Count == 1) return positions[0].ToString();
        Span<byte> vector = new byte[VectorLength(positions.Count)];
        for (int i = 0; i < positions.Count; i++) WriteEntry(vector, i, positions[i]);
        return System.Text.Encoding.ASCII.GetString(vector);
    }

    private static int VectorLength(int count) => (count * (EventId.Base64UrlLength + 1)) - 1;

    // With the comma that is before it.
    private static void WriteEntry(Span<byte> vector, int index, EventId position)
    {
        int at = index * (EventId.Base64UrlLength + 1);
        if (index > 0) vector[at - 1] = (byte)',';
        position.WriteBase64Url(vector[at..]);
    }
}
