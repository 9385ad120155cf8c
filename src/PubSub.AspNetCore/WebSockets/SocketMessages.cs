using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Catalog;
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

    public static byte[] Joined(string? requestId, JoinedChannel joined) => Write("channel:joined", requestId, joined.Address, joined, static (json, channel) =>
        json.WriteString("channelType"u8, TypeOf(channel.Definition)));

    public static byte[] Left(string? requestId, ChannelName channel) => Write("channel:left", requestId, channel, 0, static (_, _) => { });

    public static byte[] Sent(string? requestId, ChannelName channel, int delivered) =>
        Write("channel:sent", requestId, channel, delivered, static (json, count) => json.WriteNumber("delivered"u8, count));

    public static byte[] Gap(ChannelName channel, string reason) =>
        Write("channel:gap", null, channel, reason, static (json, text) => json.WriteString("reason"u8, text));

    /// <summary>What a channel is called to its clients.</summary>
    public static string TypeOf(ChannelDefinition channel) => channel.Kind switch
    {
        ChannelKind.Presence => "presence",
        ChannelKind.Public => "public",
        ChannelKind.Private => "private",
        _ => channel.Public ? "public" : "private",
    };

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
}
