using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PubSub.AspNetCore.Requests;
using PubSub.AspNetCore.Streaming;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.Core.Catalog;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.Tickets;

/// <summary>
/// <c>POST /events/ticket</c>: issues a ticket for a browser's <c>EventSource</c>, which can send no header. It is good for opening streams of the channels that were asked for, as the
/// caller, for a short time, and for nothing else.
/// </summary>
internal sealed class TicketEndpoint(
    EventCatalog catalog,
    AccessRules access,
    CallerReader callers,
    StreamTickets tickets,
    IOptions<PubSubHttpOptions> options,
    TimeProvider time)
{
    private const int MaxBodyBytes = 512 * 1024;
    private const string Expected = "The body is {\"channels\":[…]}, with the addresses of the channels that the stream is to have.";

    public async Task InvokeAsync(HttpContext context)
    {
        Caller caller = callers.Read(context);
        if (!caller.IsAuthenticated) throw new PubSubException(ErrorCode.Unauthenticated, "Sign in to get a ticket.");
        ChannelName[] channels;
        using (JsonBody body = await JsonBodyReader.ReadAsync(context, MaxBodyBytes)) channels = ReadChannels(body);
        foreach (ChannelName channel in channels)
        {
            if (!catalog.TryGetChannel(channel, out ChannelDefinition? definition))
                throw new PubSubException(ErrorCode.UnknownChannel, "No channel of the catalogue has an address that 'channels' gives.");
            await access.EnsureMaySubscribeAsync(definition, channel, caller);
        }

        DateTimeOffset expiresAt = time.GetUtcNow() + options.Value.TicketLifetime;
        if (caller.ExpiresAt < expiresAt) expiresAt = caller.ExpiresAt.Value;
        string text = tickets.Write(new StreamTicket(caller.Principal!, channels, expiresAt, caller.ExpiresAt));
        if (text.Length > StreamTickets.MaxLength)
            throw new PubSubException(ErrorCode.InvalidRequest, $"The ticket would be longer than {StreamTickets.MaxLength} characters. Ask for fewer channels, or give users fewer claims.");
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(new TicketAnswer(text, expiresAt.UtcDateTime), ContractJson.Strict, "application/json", context.RequestAborted);
    }

    private static ChannelName[] ReadChannels(JsonBody body)
    {
        try
        {
            using var document = JsonDocument.Parse(body.Bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("channels", out JsonElement list)
                || list.ValueKind != JsonValueKind.Array)
            {
                throw new PubSubException(ErrorCode.InvalidRequest, Expected);
            }

            if (list.GetArrayLength() is 0 or > StreamQuery.MaxChannels)
                throw new PubSubException(ErrorCode.InvalidRequest, $"A ticket is for 1 to {StreamQuery.MaxChannels} channels.");
            return [.. list.EnumerateArray().Select(ReadChannel).Distinct()];
        }
        catch (JsonException error)
        {
            throw new PubSubException(ErrorCode.InvalidJson, $"The body is not JSON. {Expected}", error);
        }
        catch (InvalidOperationException error)
        {
            // In a member's name or an address: refused as in any other body.
            throw new PubSubException(ErrorCode.InvalidJson, $"A string of the body holds an escaped surrogate without its pair. {Expected}", error);
        }
    }

    private static ChannelName ReadChannel(JsonElement text)
    {
        if (text.ValueKind != JsonValueKind.String) throw new PubSubException(ErrorCode.InvalidRequest, Expected);
        return ChannelName.TryParse(text.GetString(), out ChannelName channel, out string? problem) ? channel : throw new PubSubException(ErrorCode.InvalidChannel, problem);
    }

    /// <summary>The answer.</summary>
    private sealed record TicketAnswer(string Ticket, DateTime ExpiresAt);
}
