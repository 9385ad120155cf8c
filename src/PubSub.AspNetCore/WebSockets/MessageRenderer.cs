using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>Makes a <c>channel:message</c> of an event: <c>event</c>, <c>data</c>, <c>from</c> where a client has sent it, <c>timestamp</c>.</summary>
internal sealed class MessageRenderer : EventRenderer
{
    private MessageRenderer()
    {
    }

    public static MessageRenderer Instance { get; } = new();

    public override RenderedEvent Render(ChannelName channel, ReadOnlySpan<byte> envelope)
    {
        ReadOnlySpan<byte> name = default, payload = default, timestamp = default, from = default;
        string? sender = null;
        var reader = new Utf8JsonReader(envelope, EnvelopeJson.Reading);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8)) name = Value(ref reader, envelope);
            else if (reader.ValueTextEquals("payload"u8)) payload = Value(ref reader, envelope);
            else if (reader.ValueTextEquals("timestamp"u8)) timestamp = Value(ref reader, envelope);
            else if (reader.ValueTextEquals("meta"u8)) from = From(ref reader, envelope, out sender);
            else Value(ref reader, envelope);
        }

        JsonScratch scratch = JsonScratch.Rent();
        Utf8JsonWriter json = scratch.Writer;
        json.WriteStartObject();
        json.WriteString("type"u8, "channel:message"u8);
        json.WriteString("channel"u8, channel.Value);
        WriteRaw(json, "event"u8, name);
        WriteRaw(json, "data"u8, payload);
        if (!from.IsEmpty) WriteRaw(json, "from"u8, from);
        WriteRaw(json, "timestamp"u8, timestamp);
        json.WriteEndObject();
        byte[] frame = SocketFrame.Text(scratch.Written);
        scratch.Return();
        return new RenderedEvent(frame, sender);
    }

    /// <summary>The value of the member that the reader stands at, as it is written.</summary>
    private static ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static ReadOnlySpan<byte> From(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out string? sender)
    {
        ReadOnlySpan<byte> from = default;
        sender = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isFrom = reader.ValueTextEquals("from"u8);
            ReadOnlySpan<byte> value = Value(ref reader, json);
            if (isFrom) from = value;
        }

        if (from is [(byte)'{', ..]) sender = ClientOf(from);
        return from;
    }

    private static string? ClientOf(ReadOnlySpan<byte> from)
    {
        var reader = new Utf8JsonReader(from, EnvelopeJson.Reading);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isClient = reader.ValueTextEquals("clientId"u8);
            reader.Read();
            if (isClient) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }

        return null;
    }

    private static void WriteRaw(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }
}
