using System.Text.Json;
using System.Text.Unicode;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;

namespace PubSub.Core.Publishing;

/// <summary>Makes the bytes of an event that cross a broker.</summary>
internal static class EventBodyBuilder
{
    /// <summary>Makes an event's body of a record, serialised as its contract says, on one line: a stream's framing is by line.</summary>
    /// <param name="definition">The event.</param>
    /// <param name="channel">The address.</param>
    /// <param name="payload">The record.</param>
    /// <param name="meta">What travels beside the payload.</param>
    /// <exception cref="JsonException">A converter refuses the value, or writes bytes that are not UTF-8: no other node could read them.</exception>
    public static EventBody Build(EventDefinition definition, ChannelName channel, object payload, EventMeta meta)
    {
        JsonScratch scratch = JsonScratch.Rent();
        try
        {
            int start = Begin(scratch, definition.Name, channel);
            JsonSerializer.Serialize(scratch.Writer, payload, definition.PayloadJson);
            ReadOnlySpan<byte> written = scratch.Written[start..];
            if (!Utf8.IsValid(written)) throw new JsonException("A converter wrote bytes that are not UTF-8.");
            if (written.ContainsAny((byte)'\n', (byte)'\r')) return Build(definition.Name, channel, OnOneLine(written), meta);
            return End(scratch, definition.Name, start, meta);
        }
        finally
        {
            scratch.Return();
        }
    }

    /// <summary>Makes an event's body of a payload that is JSON already, on one line.</summary>
    /// <param name="name">The event's canonical name.</param>
    /// <param name="channel">The address.</param>
    /// <param name="payload">The payload's JSON.</param>
    /// <param name="meta">What travels beside the payload, or null.</param>
    public static EventBody Build(string name, ChannelName channel, ReadOnlySpan<byte> payload, EventMeta? meta)
    {
        JsonScratch scratch = JsonScratch.Rent();
        try
        {
            int start = Begin(scratch, name, channel);
            scratch.Writer.WriteRawValue(payload, skipInputValidation: true);
            return End(scratch, name, start, meta);
        }
        finally
        {
            scratch.Return();
        }
    }

    /// <returns>Where the payload is to be.</returns>
    private static int Begin(JsonScratch scratch, string name, ChannelName channel)
    {
        Utf8JsonWriter writer = scratch.Writer;
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteString("channel"u8, channel.Value);
        writer.WritePropertyName("payload"u8);
        return scratch.Written.Length;
    }

    private static EventBody End(JsonScratch scratch, string name, int payloadStart, EventMeta? meta)
    {
        int metaStart = scratch.Written.Length;
        if (meta is not null) WriteMeta(scratch.Writer, meta);
        scratch.Writer.WriteEndObject();
        return EventBody.FromParts(name, scratch.Written.ToArray(), payloadStart, metaStart);
    }

    /// <summary>Writes the members of <see cref="EventMeta"/> that are set; its own names win over extensions of the same name.</summary>
    private static void WriteMeta(Utf8JsonWriter writer, EventMeta meta)
    {
        writer.WriteStartObject("meta"u8);
        if (meta.Version is { } version) writer.WriteNumber("version"u8, version);
        if (meta.Source is { } source) writer.WriteString("source"u8, source);
        if (meta.RequestId is { } requestId) writer.WriteString("requestId"u8, requestId);
        if (meta.ClientEventId is { } clientEventId) writer.WriteString("clientEventId"u8, clientEventId);
        if (meta.PartitionKey is { } partitionKey) writer.WriteString("partitionKey"u8, partitionKey);
        if (meta.From is { } from) WriteFrom(writer, from);
        if (meta.Extensions is { } extensions)
        {
            foreach ((string name, JsonElement value) in extensions)
            {
                if (name is "version" or "source" or "requestId" or "clientEventId" or "partitionKey" or "from") continue;
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteFrom(Utf8JsonWriter writer, EventSender from)
    {
        writer.WriteStartObject("from"u8);
        if (from.ClientId is { } clientId) writer.WriteString("clientId"u8, clientId);
        if (from.UserId is { } userId) writer.WriteString("userId"u8, userId);
        writer.WriteEndObject();
    }

    // Only a converter that writes raw JSON gets here: the writer itself puts no white space between tokens and escapes it within strings.
    private static byte[] OnOneLine(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ContractJson.MaxDepth });
        return JsonSerializer.SerializeToUtf8Bytes(JsonElement.ParseValue(ref reader), ContractJson.Strict);
    }
}
