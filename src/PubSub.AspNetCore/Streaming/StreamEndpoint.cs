using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.AspNetCore.Hosting;
using PubSub.AspNetCore.Requests;
using PubSub.Core.Access;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.Streaming;

/// <summary><c>GET /events</c>: an event stream of one or more channels.</summary>
internal sealed class StreamEndpoint(
    EventCatalog catalog,
    AccessRules access,
    CallerReader callers,
    FanoutHub hub,
    DrainState drain,
    IOptions<PubSubHttpOptions> options,
    TimeProvider time,
    ILogger<StreamEndpoint> logger)
{
    private readonly StreamQuery _query = new(catalog);

    public Task InvokeAsync(HttpContext context)
    {
        IReadOnlyList<SubscribeRequest> requests = _query.Read(context.Request);
        var caller = callers.Read(context);
        foreach (SubscribeRequest request in requests) access.EnsureMaySubscribe(request.Definition, caller);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            SetHeaders(context.Response);
            return Task.CompletedTask;
        }

        // Nearly always the channels are open already; then nothing is kept for the request while its stream lasts but the session.
        ValueTask<IReadOnlyList<Subscription>> prepared = hub.PrepareAsync(requests, context.RequestAborted);
        return prepared.IsCompletedSuccessfully ? Begin(context, prepared.GetAwaiter().GetResult()) : BeginAsync(context, prepared);
    }

    private async Task BeginAsync(HttpContext context, ValueTask<IReadOnlyList<Subscription>> prepared) => await Begin(context, await prepared);

    /// <returns>
    /// What completes only when nothing of the session can write any more: the server reuses the writer for the connection's next response.
    /// </returns>
    private Task Begin(HttpContext context, IReadOnlyList<Subscription> subscriptions)
    {
        SetHeaders(context.Response);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var session = new SseSession(context, subscriptions, time, options.Value, hub.KeepAlive, logger);
        session.EndWith(context.RequestAborted, ListenerClosed(context));
        hub.Add(session);
        logger.StreamBegan(subscriptions.Count, hub.SessionCount);
        return session.Completion;
    }

    private static void SetHeaders(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    // The server asks its connections to finish after it has closed its listener. Ending streams before that would have browsers come back at once,
    // be refused, and give up for good. A server that does not ask ends streams when the host is asked to stop.
    private CancellationToken ListenerClosed(HttpContext context) =>
        context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? drain.Stopping;
}
