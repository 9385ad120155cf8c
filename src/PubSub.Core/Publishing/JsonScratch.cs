using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PubSub.Core.Publishing;

/// <summary>
/// A writer and its buffer, kept for the next use on the same thread, so that making an event's bytes allocates only those bytes. Rent, write,
/// copy the result, return; nothing may be awaited in between.
/// </summary>
internal sealed class JsonScratch
{
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static JsonScratch? s_cached;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    private JsonScratch() =>
        Writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public Utf8JsonWriter Writer { get; }

    /// <summary>What has been written. Valid until the next write or <see cref="Return"/>.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Writer.Flush();
            return _buffer.WrittenSpan;
        }
    }

    public static JsonScratch Rent()
    {
        JsonScratch scratch = s_cached ?? new JsonScratch();
        s_cached = null;
        return scratch;
    }

    public void Return()
    {
        Writer.Reset();
        _buffer.ResetWrittenCount();
        if (_buffer.Capacity <= LargestKept) s_cached = this;
    }
}
