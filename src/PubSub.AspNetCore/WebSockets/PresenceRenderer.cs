using System.Text;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>Makes <c>presence:member_joined</c>, <c>presence:member_updated</c> and <c>presence:member_left</c> of a change of a channel's members.</summary>
internal sealed class PresenceRenderer : EventRenderer
{
    private PresenceRenderer()
    {
    }

    public static PresenceRenderer Instance { get; } = new();

    public override RenderedEvent Render(ChannelName channel, ReadOnlySpan<byte> envelope)
    {
        PresenceEntry entry = PresenceBody.ReadEnvelope(envelope);
        JsonScratch scratch = JsonScratch.Rent();
        Utf8JsonWriter json = scratch.Writer;
        json.WriteStartObject();
        json.WriteString("type"u8, TypeOf(entry.Kind));
        json.WriteString("channel"u8, channel.Value);
        json.WritePropertyName("member"u8);
        json.WriteRawValue(entry.Member, skipInputValidation: true);
        json.WriteString("timestamp"u8, entry.Timestamp);
        json.WriteEndObject();
        byte[] frame = SocketFrame.Text(scratch.Written);
        scratch.Return();
        // Who made an update has its answer. Who joined is told of it only where it is missing from what the client knows: it was away, and is there again.
        bool isAnswered = entry.Kind == PresenceChangeKind.Updated && !entry.By.IsEmpty;
        return new RenderedEvent(frame, isAnswered ? Encoding.UTF8.GetString(entry.By) : null, IdOf(entry.Member));
    }

    // It stands first.
    private static string? IdOf(ReadOnlySpan<byte> member)
    {
        var reader = new Utf8JsonReader(member);
        return reader.Read() && reader.Read() && reader.Read() ? reader.GetString() : null;
    }

    private static ReadOnlySpan<byte> TypeOf(PresenceChangeKind kind) => kind switch
    {
        PresenceChangeKind.Joined => "presence:member_joined"u8,
        PresenceChangeKind.Updated => "presence:member_updated"u8,
        _ => "presence:member_left"u8,
    };
}
