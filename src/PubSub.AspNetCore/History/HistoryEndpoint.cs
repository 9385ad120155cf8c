using Microsoft.AspNetCore.Http;
using PubSub.AspNetCore.Requests;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Partitioning;

namespace PubSub.AspNetCore.History;

/// <summary><c>GET /events/history</c>: a channel's events after a position, oldest first, to whoever may subscribe to the channel.</summary>
internal sealed class HistoryEndpoint(
    EventCatalog catalog,
    IEventAdapter adapter,
    AccessRules access,
    CallerReader callers,
    PubSubOptions options,
    TimeProvider time)
{
    // Beside the number of events: a page of large ones is cut, and says where it goes on.
    private const int MostBytes = 4 << 20;

    public async Task InvokeAsync(HttpContext context)
    {
        HistoryQuery query = HistoryQuery.Read(context.Request);
        if (!catalog.TryGetChannel(query.Channel, out ChannelDefinition? channel))
            throw new PubSubException(ErrorCode.UnknownChannel, "No channel of the catalogue has this address.");
        HistoryPosition[] since = query.PositionsIn(channel);
        await access.EnsureMaySubscribeAsync(channel, query.Channel, callers.Read(context));
        if (channel.Retention is null || adapter.History is not { } history)
            throw new PubSubException(ErrorCode.HistoryDisabled, $"The channel '{channel.Name}' keeps no history.");

        ChannelName[] addresses = ChannelPartition.AddressesOf(query.Channel, channel);
        // All that is asked for may lie in one partition.
        var read = new ReadOptions(query.Limit, MostBytes / addresses.Length, channel.Retention);
        var pages = new Task<HistoryPage>[addresses.Length];
        for (int i = 0; i < pages.Length; i++)
            pages[i] = history.ReadAsync(addresses[i], since[i], read, options.PublishTimeout, time, context.RequestAborted).AsTask();
        HistoryAnswer answer = HistoryAnswer.Merge(await Task.WhenAll(pages), query.Limit);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await HistoryWriter.WriteAsync(context.Response.BodyWriter, query.Channel, answer, context.RequestAborted);
    }
}
