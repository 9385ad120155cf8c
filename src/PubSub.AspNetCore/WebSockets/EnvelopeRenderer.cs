using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>Wraps an event's envelope: <c>{"type":"event","channel":…,"event":{…}}</c>.</summary>
internal sealed class EnvelopeRenderer : EventRenderer
{
    private EnvelopeRenderer()
    {
    }

    public static EnvelopeRenderer Instance { get; } = new();

    public override RenderedEvent Render(ChannelName channel, ReadOnlySpan<byte> envelope)
    {
        JsonScratch scratch = JsonScratch.Rent();
        Utf8JsonWriter json = scratch.Writer;
        json.WriteStartObject();
        json.WriteString("type"u8, "event"u8);
        json.WriteString("channel"u8, channel.Value);
        json.WritePropertyName("event"u8);
        json.WriteRawValue(envelope, skipInputValidation: true);
        json.WriteEndObject();
        byte[] frame = SocketFrame.Text(scratch.Written);
        scratch.Return();
        return new RenderedEvent(frame, sender: null);
    }
}
