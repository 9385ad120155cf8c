using System.Text.Json;
using System.Text.Unicode;
using PubSub.Contracts;

namespace PubSub.Core.Publishing;

/// <summary>
/// Reads the request object <c>{"name","payload","channel"?,"clientEventId"?,"meta"?}</c> in one pass, or that of a request to one channel,
/// <c>{"event","data","params"?,"clientEventId"?,"meta"?}</c>. Knows no catalogue.
/// </summary>
internal static class RequestReader
{
    /// <summary>
    /// How deeply a request may be nested. An answer and a page of history hold the same payload two levels deeper, and are read by clients whose limit
    /// is usually <see cref="ContractJson.MaxDepth"/>: one sender must not make a channel's history unreadable to them.
    /// </summary>
    public const int MaxDepth = ContractJson.MaxDepth - 2;

    private const int MaxClientEventId = 128;

    /// <param name="body">The bytes.</param>
    /// <param name="idempotencyKey">The value of the header, or null.</param>
    /// <param name="shape">Which of the two request objects it is.</param>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidJson"/> or <see cref="ErrorCode.InvalidRequest"/>.</exception>
    public static ParsedRequest Read(ReadOnlySpan<byte> body, string? idempotencyKey, RequestShape? shape = null)
    {
        shape ??= RequestShape.Event;
        if (body.IsEmpty) throw new PubSubException(ErrorCode.InvalidJson, $"The body is empty; a JSON object with '{shape.Name}' and '{shape.Payload}' is expected.");
        // The tokenizer leaves the bytes within strings alone, and later readers do not.
        if (!Utf8.IsValid(body)) throw new PubSubException(ErrorCode.InvalidJson, "The body is not valid UTF-8.");
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            return ReadObject(ref reader, idempotencyKey, shape);
        }
        catch (JsonException error)
        {
            throw new PubSubException(ErrorCode.InvalidJson, Explain(error, body), error);
        }
        catch (InvalidOperationException error)
        {
            // The tokenizer leaves escapes alone too: who compares or reads a string finds out, be it a value or a member's name.
            throw new PubSubException(ErrorCode.InvalidJson, "A string of the request holds an escaped surrogate without its pair.", error);
        }
    }

    private static ParsedRequest ReadObject(ref Utf8JsonReader reader, string? idempotencyKey, RequestShape shape)
    {
        string? name = null, channel = null, clientEventId = null;
        EventMeta? meta = null;
        Range payload = default, parameters = default;
        var seen = Members.None;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw Refuse($"The body must be a JSON object with '{shape.Name}' and '{shape.Payload}'.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Members member = MemberOf(ref reader, shape);
            if (member == Members.None) throw Refuse($"The request has an unknown member '{Quote(ref reader)}'.");
            if ((seen & member) != 0) throw Refuse($"The request has the member '{Quote(ref reader)}' twice.");
            seen |= member;
            reader.Read();
            switch (member)
            {
                case Members.Name:
                    name = ReadString(ref reader, shape.Name);
                    break;
                case Members.Payload:
                    if (reader.TokenType == JsonTokenType.Null) seen &= ~Members.Payload;
                    payload = ReadRange(ref reader);
                    break;
                case Members.Channel when shape.HasParameters:
                    parameters = ReadRange(ref reader);
                    break;
                case Members.Channel:
                    channel = ReadString(ref reader, "channel");
                    break;
                case Members.ClientEventId:
                    clientEventId = ReadString(ref reader, "clientEventId");
                    break;
                case Members.Meta:
                    meta = ClientMetaReader.Read(ref reader);
                    break;
            }
        }

        // Reads on to see that nothing follows the object; the reader refuses it by itself.
        reader.Read();
        if (string.IsNullOrEmpty(name)) throw Refuse($"The request needs '{shape.Name}': the event's name, such as \"{shape.Example}\".", "$." + shape.Name);
        if ((seen & Members.Payload) == 0) throw Refuse($"The request needs '{shape.Payload}': the event's data.", "$." + shape.Payload);
        return new ParsedRequest(name, payload, channel, OneClientEventId(clientEventId, idempotencyKey), meta, parameters);
    }

    private static Range ReadRange(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private static Members MemberOf(ref Utf8JsonReader reader, RequestShape shape) =>
        reader.ValueTextEquals(shape.NameUtf8) ? Members.Name
        : reader.ValueTextEquals(shape.PayloadUtf8) ? Members.Payload
        : reader.ValueTextEquals(shape.ChannelUtf8) ? Members.Channel
        : reader.ValueTextEquals("clientEventId"u8) ? Members.ClientEventId
        : reader.ValueTextEquals("meta"u8) ? Members.Meta
        : Members.None;

    /// <summary>The string at the reader, or null where it holds null.</summary>
    internal static string? ReadString(ref Utf8JsonReader reader, string member)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.String) throw Refuse($"'{member}' must be a string.", "$." + member);
        return reader.GetString();
    }

    /// <summary>A member's name, short enough to be repeated to its sender.</summary>
    internal static string Quote(ref Utf8JsonReader reader)
    {
        string name = reader.GetString()!;
        return name.Length <= 64 ? name : string.Concat(name.AsSpan(0, 64), "…");
    }

    internal static PubSubException Refuse(string detail, string? path = null) => new(ErrorCode.InvalidRequest, detail)
    {
        Errors = path is null ? null : new Dictionary<string, string[]> { [path] = [detail] },
    };

    private static string? OneClientEventId(string? member, string? header)
    {
        if (header is not null && member is not null && !string.Equals(header, member, StringComparison.Ordinal))
            throw Refuse("The header 'Idempotency-Key' and the member 'clientEventId' differ; send one of them, or the same value.");
        string? id = member ?? header;
        if (id is not null && (id.Length is 0 or > MaxClientEventId || id.AsSpan().ContainsAnyExceptInRange('!', '~')))
        {
            throw Refuse(
                $"A client event id ('clientEventId' or the header 'Idempotency-Key') has 1 to {MaxClientEventId} visible ASCII characters.",
                "$.clientEventId");
        }

        return id;
    }

    // The runtime's own message repeats bytes of the body.
    private static string Explain(JsonException error, ReadOnlySpan<byte> body)
    {
        string where = $"at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";
        if (IsTooDeep(error, body)) return $"The body is nested more deeply than {MaxDepth} levels {where}.";
        return IsCutOff(body) ? $"The body ends in the middle of its JSON, after {body.Length} bytes." : $"The body is not JSON {where}.";
    }

    // A reader that minds no depth gets further.
    private static bool IsTooDeep(JsonException error, ReadOnlySpan<byte> body)
    {
        JsonException? other = Scan(body, isFinalBlock: true);
        return other is null || other.LineNumber != error.LineNumber || other.BytePositionInLine != error.BytePositionInLine;
    }

    // Told that more may come, the reader has no complaint about what merely ends too early.
    private static bool IsCutOff(ReadOnlySpan<byte> body) => Scan(body, isFinalBlock: false) is null;

    private static JsonException? Scan(ReadOnlySpan<byte> body, bool isFinalBlock)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock, new JsonReaderState(new JsonReaderOptions { MaxDepth = body.Length + 1 }));
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException error)
        {
            return error;
        }
    }

    [Flags]
    private enum Members
    {
        None = 0,
        Name = 1,
        Payload = 2,
        Channel = 4,
        ClientEventId = 8,
        Meta = 16,
    }
}
