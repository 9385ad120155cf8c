using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace PubSub.Core.Adapters;

/// <summary>
/// An envelope's UTF-8 JSON without its id and timestamp, made once by the publishing node:
/// <c>{"name":…,"channel":…,"payload":…,"meta":{…}}</c>, in this order, without white space between these members. It is what crosses a broker;
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

    /// <summary>Reads the bytes that another node made. False where they are no such envelope: a foreign or corrupt entry.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out EventBody? body)
    {
        body = null;
        try
        {
            var reader = new Utf8JsonReader(json.Span, EnvelopeJson.Reading);
            string? name = null;
            int payloadStart = -1;
            int metaStart = -1;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isName = reader.ValueTextEquals("name"u8);
                bool isMeta = reader.ValueTextEquals("meta"u8);
                bool isPayload = reader.ValueTextEquals("payload"u8);
                if (metaStart >= 0) return false;
                // The comma stands right before the member's name.
                if (isMeta) metaStart = (int)reader.TokenStartIndex - 1;
                reader.Read();
                if (isPayload) payloadStart = (int)reader.TokenStartIndex;
                if (isName) name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }

            if (reader.TokenType != JsonTokenType.EndObject || name is null || payloadStart < 0) return false;
            int end = (int)reader.TokenStartIndex;
            if (reader.Read()) return false;
            body = new EventBody(name, json[..(end + 1)], payloadStart, metaStart >= 0 ? metaStart : end);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
