using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.Core.Presence;

/// <summary>
/// A change as an entry of the companion's log: an event named <c>presence:join</c>, <c>presence:update</c> or <c>presence:leave</c> on the channel itself, whose
/// payload is the member and whose <c>meta.by</c> is the connection that made the change.
/// </summary>
internal static class PresenceBody
{
    public const string Join = "presence:join";
    public const string Update = "presence:update";
    public const string Leave = "presence:leave";

    /// <summary>The name of the event that a stream begins with: <c>{members,count}</c>.</summary>
    public const string State = "presence:state";

    public static EventBody Of(ChannelName channel, PresenceChange change)
    {
        JsonScratch scratch = JsonScratch.Rent();
        try
        {
            string name = NameOf(change.Kind);
            Utf8JsonWriter writer = scratch.Writer;
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteString("channel"u8, channel.Value);
            writer.WritePropertyName("payload"u8);
            int payloadStart = scratch.Written.Length;
            PresenceMemberConverter.Write(writer, change.Member);
            int metaStart = scratch.Written.Length;
            writer.WriteStartObject("meta"u8);
            if (change.By is { } by) writer.WriteString("by"u8, by);
            writer.WriteEndObject();
            writer.WriteEndObject();
            return EventBody.FromParts(name, scratch.Written.ToArray(), payloadStart, metaStart);
        }
        finally
        {
            scratch.Return();
        }
    }

    /// <summary>Reads an entry of a companion's log as a session is given it.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="jsonStart">Where its envelope begins.</param>
    public static PresenceEntry Read(ReadOnlySpan<byte> frame, int jsonStart) => ReadEnvelope(EncodedEvent.JsonOf(frame, jsonStart));

    /// <summary>Reads the envelope of an entry of a companion's log.</summary>
    public static PresenceEntry ReadEnvelope(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, EnvelopeJson.Reading);
        var entry = default(PresenceEntry);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isName = reader.ValueTextEquals("name"u8), isPayload = reader.ValueTextEquals("payload"u8);
            bool isTime = reader.ValueTextEquals("timestamp"u8), isMeta = reader.ValueTextEquals("meta"u8);
            reader.Read();
            if (isName) entry.Kind = KindOf(ref reader);
            if (isTime) entry.Timestamp = reader.ValueSpan;
            int start = (int)reader.TokenStartIndex;
            if (isMeta && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.Read()) entry.By = reader.ValueSpan;
            reader.Skip();
            if (isPayload) entry.Member = json[start..(int)reader.BytesConsumed];
            if (isMeta) break;
        }

        return entry;
    }

    private static string NameOf(PresenceChangeKind kind) => kind switch
    {
        PresenceChangeKind.Joined => Join,
        PresenceChangeKind.Updated => Update,
        _ => Leave,
    };

    private static PresenceChangeKind KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals(Join) ? PresenceChangeKind.Joined
        : reader.ValueTextEquals(Update) ? PresenceChangeKind.Updated
        : PresenceChangeKind.Left;
}
