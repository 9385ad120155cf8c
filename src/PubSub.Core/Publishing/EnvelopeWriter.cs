using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Publishing;

/// <summary>
/// Writes the envelope that subscribers and senders see: <c>id, name, channel, payload, timestamp, meta</c>, in this order, on one line. Every
/// node writes the same bytes for the same event.
/// </summary>
internal static class EnvelopeWriter
{
    // 2026-01-15T10:30:00.000Z
    private const int TimestampLength = 24;

    // DateTime ends with the year 9999; a corrupt id may carry more.
    private static readonly long s_lastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static ReadOnlySpan<byte> BeforeId => "{\"id\":\""u8;

    private static ReadOnlySpan<byte> AfterId => "\","u8;

    private static ReadOnlySpan<byte> BeforeTimestamp => ",\"timestamp\":\""u8;

    /// <summary>The exact number of bytes that <see cref="Write"/> writes.</summary>
    public static int Length(EventBody body) =>
        BeforeId.Length + EventId.TextLength + AfterId.Length + body.Head.Length + BeforeTimestamp.Length + TimestampLength + 1 + body.Tail.Length;

    /// <summary>Writes the envelope and answers its length.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <param name="id">The id that the channel's orderer gave the event.</param>
    /// <param name="body">The envelope without its id.</param>
    public static int Write(Span<byte> destination, EventId id, EventBody body)
    {
        int at = 0;
        at += Copy(BeforeId, destination);
        id.TryFormat(destination[at..], out int idLength, default, null);
        at += idLength;
        at += Copy(AfterId, destination[at..]);
        at += Copy(body.Head.Span, destination[at..]);
        at += Copy(BeforeTimestamp, destination[at..]);
        WriteTimestamp(destination[at..], id.UnixMilliseconds);
        at += TimestampLength;
        destination[at++] = (byte)'"';
        at += Copy(body.Tail.Span, destination[at..]);
        return at;
    }

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        source.CopyTo(destination);
        return source.Length;
    }

    // The round-trip format is the runtime's fast path; of its seven decimals an id has three.
    private static void WriteTimestamp(Span<byte> destination, long unixMilliseconds)
    {
        Span<byte> text = stackalloc byte[28];
        DateTime time = DateTime.UnixEpoch.AddTicks(Math.Min(unixMilliseconds, s_lastMillisecond) * TimeSpan.TicksPerMillisecond);
        time.TryFormat(text, out _, "O", null);
        text[..(TimestampLength - 1)].CopyTo(destination);
        destination[TimestampLength - 1] = (byte)'Z';
    }
}
