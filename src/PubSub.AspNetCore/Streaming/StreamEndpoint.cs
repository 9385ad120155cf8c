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

    public async Task InvokeAsync(HttpContext context)
    {
        IReadOnlyList<SubscribeRequest> requests = _query.Read(context.Request);
        var caller = callers.Read(context);
        foreach (SubscribeRequest request in requests) access.EnsureMaySubscribe(request.Definition, caller);
        IReadOnlyList<Subscription> subscriptions = HttpMethods.IsHead(context.Request.Method) ? [] : await hub.PrepareAsync(requests, context.RequestAborted);

        HttpResponse response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        if (subscriptions.Count == 0) return;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        var session = new SseSession(context, subscriptions, time, options.Value.StreamRetry, hub.KeepAlive, logger);
        hub.Add(session);
        logger.StreamBegan(subscriptions.Count, hub.SessionCount);
        await using CancellationTokenRegistration gone = context.RequestAborted.UnsafeRegister(_ => session.Close(SessionEnd.PeerGone), null);
        await using CancellationTokenRegistration draining = ListenerClosed(context).UnsafeRegister(_ => EndWithinLimit(session), null);

        // Only when nothing of the session can write any more: the server reuses the writer for the connection's next response.
        await hub.RemoveAsync(session);
        logger.StreamEnded(session.End?.Code ?? "");
    }

    private async void EndWithinLimit(SseSession session)
    {
        session.Close(SessionEnd.Draining);
        try
        {
            await session.Completion.WaitAsync(options.Value.StreamDrainTimeout, time);
        }
        catch (TimeoutException)
        {
            session.Abort();
        }
    }

    // The server asks its connections to finish after it has closed its listener. Ending streams before that would have browsers come back at once,
    // be refused, and give up for good. A server that does not ask ends streams when the host is asked to stop.
    private CancellationToken ListenerClosed(HttpContext context) =>
        context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? drain.Stopping;
}
