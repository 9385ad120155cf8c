using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PubSub.AspNetCore.Channels;
using PubSub.AspNetCore.Requests;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.Publishing;

/// <summary>
/// <c>POST /events</c> and <c>POST /channels/{channel}/publish</c>. Once the body is read, the request is carried out whether or not its client stays to hear of it: the outcome is there for
/// a retry under the same client event id.
/// </summary>
internal sealed class PublishEndpoint(PublishPipeline pipeline, PubSubOptions options, CallerReader callers, AnonymousSession sessions)
{
    private const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Publishes what a request object says of event and channel.</summary>
    public Task InvokeAsync(HttpContext context) => InvokeAsync(context, channel: null);

    /// <summary>Publishes on the channel that the path names.</summary>
    public async Task InvokeChannelAsync(HttpContext context)
    {
        try
        {
            await InvokeAsync(context, ChannelPath.ChannelOf(context.Request));
        }
        catch (PubSubException refusal) when (refusal.Errors is { } errors)
        {
            throw new PubSubException(refusal.Code, refusal.Message, refusal) { Errors = ChannelPath.AsData(errors), RetryAfter = refusal.RetryAfter };
        }
    }

    private async Task InvokeAsync(HttpContext context, string? channel)
    {
        PublishResult result;
        using (JsonBody body = await JsonBodyReader.ReadAsync(context, options.MaxPayloadBytes))
        {
            var request = new PublishRequest(body.Bytes, callers.Read(context), RequestId.Of(context), ReadIdempotencyKey(context.Request.Headers), channel);
            result = await RunAsync(context, request);
        }

        // Of a known length and not flushed here: the server sends head and body in one write when the request ends.
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = result.Length;
        context.Response.Headers.CacheControl = "no-store";
        result.WriteTo(context.Response.BodyWriter);
    }

    // A client event id of an anonymous caller without a session is refused, and the refusal brings the session: were the request carried out instead,
    // a sender who never received that answer would retry without the cookie, and be carried out twice.
    private async ValueTask<PublishResult> RunAsync(HttpContext context, PublishRequest request)
    {
        try
        {
            return await pipeline.RunAsync(request, CancellationToken.None);
        }
        catch (PubSubException refusal) when (refusal.NeedsSession)
        {
            sessions.Issue(context);
            throw;
        }
    }

    private static string? ReadIdempotencyKey(IHeaderDictionary headers)
    {
        StringValues values = headers[IdempotencyKey];
        return values.Count <= 1 ? values : throw new PubSubException(ErrorCode.InvalidRequest, $"The header '{IdempotencyKey}' occurs more than once.");
    }
}
