using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Channels;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>The messages that the server says of itself, as frames.</summary>
internal static class SocketMessages
{
    public static byte[] Error(string? requestId, SocketError error) => Write("error", requestId, null, (Error: error, 0), static (json, state) =>
    {
        json.WriteString("code"u8, state.Error.Code);
        json.WriteString("message"u8, state.Error.Message);
    });

    /// <summary>Says that a channel is joined, and who is there where it has members.</summary>
    /// <param name="requestId">The id of the request that it answers; null where it tells anew who is there.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="type">What it is called to its clients.</param>
    /// <param name="present">Who is there, and the member that the connection is one of; null where the channel has no members.</param>
    public static byte[] Joined(string? requestId, ChannelName channel, ChannelType type, (PresenceState State, PresenceMember? Me)? present) =>
        Write("channel:joined", requestId, channel, (type, present), static (json, joined) =>
        {
            json.WriteString("channelType"u8, ChannelTypes.NameOf(joined.type));
            if (joined.present is not { } who) return;
            json.WritePropertyName("members"u8);
            json.WriteRawValue(who.State.MembersJson.Span, skipInputValidation: true);
            if (who.Me is { } me) WriteMember(json, "me"u8, me);
        });

    public static byte[] Updated(string? requestId, ChannelName channel, PresenceMember member) =>
        Write("channel:updated", requestId, channel, member, static (json, it) => WriteMember(json, "member"u8, it));

    public static byte[] Left(string? requestId, ChannelName channel) => Write("channel:left", requestId, channel, 0, static (_, _) => { });

    public static byte[] Sent(string? requestId, ChannelName channel, int delivered) =>
        Write("channel:sent", requestId, channel, delivered, static (json, count) => json.WriteNumber("delivered"u8, count));

    public static byte[] Gap(ChannelName channel, string reason) =>
        Write("channel:gap", null, channel, reason, static (json, text) => json.WriteString("reason"u8, text));

    /// <summary>Writes a message of a type, with members of its own after those that all have.</summary>
    public static byte[] Write<TState>(string type, string? requestId, ChannelName? channel, TState state, Action<Utf8JsonWriter, TState> members)
    {
        JsonScratch scratch = JsonScratch.Rent();
        try
        {
            Utf8JsonWriter json = scratch.Writer;
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            if (requestId is not null) json.WriteString("requestId"u8, requestId);
            if (channel is { } name) json.WriteString("channel"u8, name.Value);
            members(json, state);
            json.WriteEndObject();
            return SocketFrame.Text(scratch.Written);
        }
        finally
        {
            scratch.Return();
        }
    }

    private static void WriteMember(Utf8JsonWriter json, ReadOnlySpan<byte> name, PresenceMember member)
    {
        json.WritePropertyName(name);
        PresenceMemberConverter.Write(json, member);
    }
}
