using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PubSub.AspNetCore.Channels;
using PubSub.AspNetCore.Requests;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.Core.Catalog;
using PubSub.Core.Presence;

namespace PubSub.AspNetCore.Presence;

/// <summary><c>GET /channels/{channel}/presence</c>: who is in a channel on all nodes, to whoever may subscribe to it.</summary>
internal sealed class PresenceEndpoint(ChannelResolver resolver, AccessRules access, CallerReader callers, PresenceHub presence)
{
    public async Task InvokeAsync(HttpContext context)
    {
        QueryReader query = QueryReader.Read(context.Request, "params", "list");
        bool withList = query.Flag("list") ?? true;
        (ChannelDefinition definition, ChannelName channel) = resolver.Resolve(
            ChannelPath.ChannelOf(context.Request), Encoding.UTF8.GetBytes(query.Optional("params") ?? ""));
        await access.EnsureMaySubscribeAsync(definition, channel, callers.Read(context));
        if (!definition.HasPresence)
            throw new PubSubException(ErrorCode.PresenceDisabled, $"It is not known who is in the channel '{definition.Name}': it is declared without presence.");

        IReadOnlyList<PresenceMember>? members = withList ? await presence.GetMembersAsync(channel, context.RequestAborted) : null;
        int count = members?.Count ?? await presence.CountAsync(channel, context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Encoder = ContractJson.Strict.Encoder });
        writer.WriteStartObject();
        writer.WriteString("channel"u8, channel.Value);
        if (members is not null)
        {
            writer.WriteStartArray("users"u8);
            foreach (PresenceMember member in members) PresenceMemberConverter.Write(writer, member);
            writer.WriteEndArray();
        }

        writer.WriteNumber("count"u8, count);
        writer.WriteEndObject();
    }
}
