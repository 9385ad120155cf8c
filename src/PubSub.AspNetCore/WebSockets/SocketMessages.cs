using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Fanout;
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
        if (state.Error.RetryAfter is { } wait) json.WriteNumber("retryAfterMs"u8, (long)wait.TotalMilliseconds);
    });

    /// <summary>Says that a channel is joined, and who is there where it has members.</summary>
    /// <param name="requestId">The id of the request that it answers; null where it tells anew who is there.</param>
    /// <param name="joined">The channel.</param>
    /// <param name="present">Who is there, and the member that the connection is one of; null where the channel has no members.</param>
    /// <param name="resumed">How the channel begins; null where it does not begin. Told with the position, where the client is told positions.</param>
    public static byte[] Joined(string? requestId, JoinedChannel joined, (PresenceState State, PresenceMember? Me)? present, Resumed? resumed) =>
        Write("channel:joined", requestId, joined.Membership.Channel, (joined, present, resumed), static (json, it) =>
        {
            json.WriteString("channelType"u8, ChannelTypes.NameOf(it.joined.Membership.Type));
            if (it.present is { } who)
            {
                json.WritePropertyName("members"u8);
                json.WriteRawValue(who.State.MembersJson.Span, skipInputValidation: true);
                if (who.Me is { } me) WriteMember(json, "me"u8, me);
            }

            if (it.resumed is not { } resumed || !it.joined.TellsPositions) return;
            WritePosition(json, it.joined);
            json.WriteString("resumed"u8, ResumedName.Of(resumed));
        });

    public static byte[] Updated(string? requestId, ChannelName channel, PresenceMember member) =>
        Write("channel:updated", requestId, channel, member, static (json, it) => WriteMember(json, "member"u8, it));

    public static byte[] Left(string? requestId, ChannelName channel) => Write("channel:left", requestId, channel, 0, static (_, _) => { });

    public static byte[] Sent(string? requestId, ChannelName channel, int delivered) =>
        Write("channel:sent", requestId, channel, delivered, static (json, count) => json.WriteNumber("delivered"u8, count));

    /// <summary>Says that events of a channel are missing.</summary>
    public static byte[] Gap(JoinedChannel joined, string reason) => Write("channel:gap", null, joined.Membership.Channel, (joined, reason), static (json, gap) =>
    {
        json.WriteString("reason"u8, gap.reason);
        WritePosition(json, gap.joined);
    });

    /// <summary>Says that the connection is not in a channel any more, because that cannot be read on for it.</summary>
    public static byte[] Lost(JoinedChannel joined, SessionEnd why) => Write("channel:left", null, joined.Membership.Channel, (joined, why), static (json, it) =>
    {
        json.WriteString("code"u8, it.why.Code);
        json.WriteNumber("retryAfterMs"u8, (long)it.why.RetryAfter.TotalMilliseconds);
        WritePosition(json, it.joined);
    });

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

    private static void WritePosition(Utf8JsonWriter json, JoinedChannel joined)
    {
        if (!joined.TellsPositions) return;
        Span<byte> position = new byte[joined.PositionLength];
        joined.WritePosition(position);
        json.WriteString("position"u8, position);
    }

    private static void WriteMember(Utf8JsonWriter json, ReadOnlySpan<byte> name, PresenceMember member)
    {
        json.WritePropertyName(name);
        PresenceMemberConverter.Write(json, member);
    }
}
