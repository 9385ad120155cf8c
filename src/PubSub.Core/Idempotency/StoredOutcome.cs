using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Actions;
using PubSub.Core.Adapters;
using PubSub.Core.Publishing;

namespace PubSub.Core.Idempotency;

/// <summary>
/// An outcome as stores keep it: <c>{"result":…,"events":[{"channel":…,"id":…,"body":{…}}]}</c>. An event without an id is not known to be published.
/// </summary>
/// <param name="Result">The action's result as JSON.</param>
/// <param name="Events">What was or is to be published. Not changed once this is made.</param>
internal sealed record StoredOutcome(ReadOnlyMemory<byte> Result, StoredOutcome.Entry[] Events)
{
    /// <summary>An outcome whose events are to be published.</summary>
    public static StoredOutcome Of(ActionOutcome outcome)
    {
        var entries = new Entry[outcome.Events.Count];
        for (int i = 0; i < entries.Length; i++) entries[i] = new Entry(outcome.Events[i].Channel, outcome.Events[i].Body, default);
        return new StoredOutcome(outcome.Result, entries);
    }

    /// <summary>The answer that a retry gets.</summary>
    public PublishResult ToResult(bool replayed)
    {
        var events = new ChannelEvent[Events.Length];
        for (int i = 0; i < events.Length; i++) events[i] = new ChannelEvent(Events[i].Id, Events[i].Body);
        return new PublishResult(replayed, Result, events);
    }

    /// <summary>The exact length of <see cref="ToBytes"/>.</summary>
    public int ByteCount
    {
        get
        {
            int count = """{"result":,"events":[]}""".Length + Result.Length + Math.Max(0, Events.Length - 1);
            foreach (Entry entry in Events)
            {
                // An address in canonical form is ASCII without anything to escape.
                count += """{"channel":"","body":}""".Length + entry.Channel.Value.Length + entry.Body.Json.Length;
                if (!entry.Id.IsEmpty) count += "\"id\":\"\",".Length + EventId.TextLength;
            }

            return count;
        }
    }

    /// <summary>The outcome for a store.</summary>
    public ReadOnlyMemory<byte> ToMemory() => new OutcomeMemory(this).Memory;

    public byte[] ToBytes()
    {
        JsonScratch scratch = JsonScratch.Rent();
        try
        {
            Write(scratch.Writer);
            return scratch.Written.ToArray();
        }
        finally
        {
            scratch.Return();
        }
    }

    private void Write(Utf8JsonWriter writer)
    {
        Span<byte> id = stackalloc byte[EventId.TextLength];
        writer.WriteStartObject();
        writer.WritePropertyName("result"u8);
        writer.WriteRawValue(Result.Span, skipInputValidation: true);
        writer.WriteStartArray("events"u8);
        foreach (Entry entry in Events)
        {
            writer.WriteStartObject();
            writer.WriteString("channel"u8, entry.Channel.Value);
            if (!entry.Id.IsEmpty)
            {
                entry.Id.TryFormat(id, out _, default, null);
                writer.WriteString("id"u8, id);
            }

            writer.WritePropertyName("body"u8);
            writer.WriteRawValue(entry.Body.Json.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote, perhaps by another version. False where it is not that.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out StoredOutcome? outcome)
    {
        if (OutcomeMemory.TryGet(bytes, out outcome)) return true;
        ReadOnlyMemory<byte>? result = null;
        var events = new List<Entry>();
        try
        {
            var reader = new Utf8JsonReader(bytes.Span, EnvelopeJson.Reading);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isResult = reader.ValueTextEquals("result"u8), isEvents = reader.ValueTextEquals("events"u8);
                reader.Read();
                if (isResult) result = Slice(bytes, ref reader);
                else if (!isEvents) reader.Skip();
                else if (!ReadEvents(bytes, ref reader, events)) return false;
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }

        if (result is null) return false;
        outcome = new StoredOutcome(result.Value, [.. events]);
        return true;
    }

    private static bool ReadEvents(ReadOnlyMemory<byte> bytes, ref Utf8JsonReader reader, List<Entry> events)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            ChannelName channel = default;
            EventId id = default;
            EventBody? body = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isChannel = reader.ValueTextEquals("channel"u8), isId = reader.ValueTextEquals("id"u8), isBody = reader.ValueTextEquals("body"u8);
                reader.Read();
                if (isChannel && !ChannelName.TryParse(reader.GetString(), out channel)) return false;
                if (isId && !EventId.TryParse(reader.GetString(), out id)) return false;
                if (isBody && !EventBody.TryRead(Slice(bytes, ref reader), out body)) return false;
                reader.Skip();
            }

            if (body is null || channel == default) return false;
            events.Add(new Entry(channel, body, id));
        }

        return true;
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> bytes, ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return bytes[start..(int)reader.BytesConsumed];
    }

    /// <param name="Channel">The address.</param>
    /// <param name="Body">The envelope without its id.</param>
    /// <param name="Id">The id that it was given; empty where it is not known to be published.</param>
    internal readonly record struct Entry(ChannelName Channel, EventBody Body, EventId Id);
}
