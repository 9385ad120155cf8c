using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace PubSub.Core.Adapters;

/// <summary>
/// An envelope's UTF-8 JSON without its id and timestamp, made once by the publishing node:
/// <c>{"name":…,"channel":…,"payload":…,"meta":{…}}</c>, in this order, on one line, without white space between these members. It is what crosses a broker;
/// every node derives the same envelope of it and the id. Immutable.
/// </summary>
public sealed class EventBody
{
    private readonly int _payloadStart;
    private readonly int _metaStart;

    private EventBody(string name, ReadOnlyMemory<byte> json, int payloadStart, int metaStart)
    {
        Name = name;
        Json = json;
        _payloadStart = payloadStart;
        _metaStart = metaStart;
    }

    /// <summary>The event's canonical name.</summary>
    public string Name { get; }

    /// <summary>The bytes that cross a broker.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary><c>"name":…,"channel":…,"payload":…</c>: the members that come before the timestamp in an envelope.</summary>
    internal ReadOnlyMemory<byte> Head => Json[1.._metaStart];

    /// <summary><c>,"meta":{…}}</c> or <c>}</c>: what comes after the timestamp.</summary>
    internal ReadOnlyMemory<byte> Tail => Json[_metaStart..];

    /// <summary>The payload's JSON.</summary>
    internal ReadOnlyMemory<byte> Payload => Json[_payloadStart.._metaStart];

    /// <summary>For the node that made the bytes and knows where its parts are.</summary>
    internal static EventBody FromParts(string name, ReadOnlyMemory<byte> json, int payloadStart, int metaStart) =>
        new(name, json, payloadStart, metaStart);

    /// <summary>
    /// Reads the bytes that another node made. False where they are no such envelope, whatever they are: a foreign or corrupt entry, which could not be shown to
    /// subscribers either. Does not throw.
    /// </summary>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out EventBody? body)
    {
        body = null;
        ReadOnlySpan<byte> bytes = json.Span;
        // Subscribers get the bytes as they are, in frames that are made of lines. The tokenizer would let both pass.
        if (!Utf8.IsValid(bytes) || bytes.ContainsAny((byte)'\n', (byte)'\r')) return false;
        try
        {
            body = Read(json);
            return body is not null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Not JSON; or an escaped surrogate without its pair in a name.
            return false;
        }
    }

    private static EventBody? Read(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, EnvelopeJson.Reading);
        string? name = null;
        int payloadStart = -1, payloadEnd = -1, metaStart = -1;
        // The envelope's id takes the place of the first brace.
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || reader.TokenStartIndex > 0) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isName = reader.ValueTextEquals("name"u8), isPayload = reader.ValueTextEquals("payload"u8), isMeta = reader.ValueTextEquals("meta"u8);
            if (isMeta)
            {
                // The timestamp takes its place between the payload and the comma.
                if (metaStart >= 0) return null;
                metaStart = (int)reader.TokenStartIndex - 1;
                if (metaStart != payloadEnd || json.Span[metaStart] != ',') return null;
            }
            else if (payloadEnd >= 0)
            {
                return null;
            }

            reader.Read();
            if (isMeta && reader.TokenType != JsonTokenType.StartObject) return null;
            if (isName && (name is not null || (name = ReadName(ref reader)) is null)) return null;
            if (isPayload) payloadStart = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isPayload) payloadEnd = (int)reader.BytesConsumed;
        }

        if (reader.TokenType != JsonTokenType.EndObject || name is null || payloadEnd < 0) return null;
        int end = (int)reader.TokenStartIndex;
        return reader.Read() ? null : new EventBody(name, json[..(end + 1)], payloadStart, metaStart >= 0 ? metaStart : end);
    }

    // It stands in a line of its own in the frame, as it is.
    private static string? ReadName(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } name && !name.AsSpan().ContainsAnyInRange('\0', '\u001f') ? name : null;
}
