using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.Core.Publishing;

/// <summary>Reads what a client may set of an event's meta: <c>partitionKey</c>, and bounded members of its own whose names begin with <c>x-</c>.</summary>
internal static class ClientMetaReader
{
    private const int MaxOwnMembers = 16;
    private const int MaxBytes = 1024;

    /// <summary>Reads the object at the reader, and leaves the reader at its end; null where there is nothing in it.</summary>
    public static EventMeta? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.StartObject) throw RequestReader.Refuse("'meta' must be an object.", "$.meta");
        long start = reader.TokenStartIndex;
        string? partitionKey = null;
        bool hasPartitionKey = false;
        Dictionary<string, JsonElement>? own = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("partitionKey"u8))
            {
                if (hasPartitionKey) throw Repeated("partitionKey");
                hasPartitionKey = true;
                reader.Read();
                partitionKey = RequestReader.ReadString(ref reader, "meta.partitionKey");
                continue;
            }

            string name = RequestReader.Quote(ref reader);
            if (!IsOwnName(name))
            {
                throw RequestReader.Refuse(
                    $"'meta' has the member '{name}', which a client may not set: only 'partitionKey' and names that begin with 'x-', of letters, digits, '_' and '-'.",
                    "$.meta");
            }

            reader.Read();
            own ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            if (own.Count == MaxOwnMembers) throw RequestReader.Refuse($"'meta' has more than {MaxOwnMembers} members of the client's own.", "$.meta");
            if (!own.TryAdd(name, ReadValue(ref reader, name))) throw Repeated(name);
        }

        if (reader.BytesConsumed - start > MaxBytes) throw RequestReader.Refuse($"'meta' holds more than {MaxBytes} bytes.", "$.meta");
        return partitionKey is null && own is null ? null : new EventMeta { PartitionKey = partitionKey, Extensions = own };
    }

    private static JsonElement ReadValue(ref Utf8JsonReader reader, string name)
    {
        JsonElement value = JsonElement.ParseValue(ref reader);
        try
        {
            // What cannot be written again must not get any further.
            JsonSerializer.SerializeToUtf8Bytes(value, ContractJson.Strict);
            return value;
        }
        catch (Exception error) when (error is InvalidOperationException or JsonException or ArgumentException)
        {
            throw RequestReader.Refuse($"'meta.{name}' holds an escaped surrogate without its pair.", "$.meta." + name);
        }
    }

    private static bool IsOwnName(string name) =>
        name.Length is > 2 and <= 64
        && name.StartsWith("x-", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static PubSubException Repeated(string name) => RequestReader.Refuse($"'meta' has the member '{name}' twice.", "$.meta");
}
