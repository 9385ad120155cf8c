using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Publishing;

namespace PubSub.Core.Fanout;

/// <summary>
/// The bytes of an event on an event stream (WHATWG HTML, section 9.2), made once for all subscribers of a node. They begin with the <c>id:</c>
/// line, which has a fixed length, so that a stream of several channels can put its own in place of it.
/// </summary>
internal static class EncodedEvent
{
    /// <summary>The length of <c>id: &lt;event-id&gt;\n</c>.</summary>
    public const int IdLineLength = 4 + EventId.TextLength + 1;

    private static ReadOnlySpan<byte> Id => "id: "u8;

    private static ReadOnlySpan<byte> Event => "\nevent: "u8;

    private static ReadOnlySpan<byte> Data => "\ndata: "u8;

    private static ReadOnlySpan<byte> End => "\n\n"u8;

    /// <summary>The exact number of bytes that <see cref="Write"/> writes.</summary>
    public static int Length(EventBody body) =>
        JsonStart(body) + EnvelopeWriter.Length(body) + End.Length;

    /// <summary>Where the envelope begins in the frame; it ends two bytes before the frame does.</summary>
    public static int JsonStart(EventBody body) =>
        Id.Length + EventId.TextLength + Event.Length + Encoding.UTF8.GetByteCount(body.Name) + Data.Length;

    /// <summary>Writes the frame into a span of exactly <see cref="Length"/> bytes.</summary>
    public static void Write(Span<byte> destination, EventId id, EventBody body)
    {
        Id.CopyTo(destination);
        int at = Id.Length;
        id.TryFormat(destination[at..], out int written, default, null);
        at += written;
        Event.CopyTo(destination[at..]);
        at += Event.Length;
        at += Encoding.UTF8.GetBytes(body.Name, destination[at..]);
        Data.CopyTo(destination[at..]);
        at += Data.Length;
        at += EnvelopeWriter.Write(destination[at..], id, body);
        End.CopyTo(destination[at..]);
    }

    /// <summary>The envelope's JSON within a frame.</summary>
    public static ReadOnlySpan<byte> JsonOf(ReadOnlySpan<byte> frame, int jsonStart) => frame[jsonStart..^End.Length];
}
