using System.Diagnostics;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Diagnostics;
using PubSub.Core.Validation;

namespace PubSub.Core.Publishing;

/// <summary>
/// What happens to an event that a client sends: parse, authorise, validate, claim, act, emit, answer. Safe to use from any thread.
/// </summary>
internal sealed class PublishPipeline(
    RequestRouter router,
    PayloadValidator validator,
    EventComposer composer,
    EventEmitter emitter,
    PubSubOptions options)
{
    /// <summary>Carries out a request.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="cancellationToken">
    /// The sender's patience: ends the request before it has taken effect. From the claim on, it is carried through whether or not its sender waits.
    /// </param>
    /// <exception cref="PubSubException">The request was refused or failed; the code says how.</exception>
    public async ValueTask<PublishResult> RunAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        try
        {
            SentEvent sent = await AcceptAsync(request, cancellationToken);
            using Activity? activity = PubSubActivity.Publish(sent.Definition);
            PendingEvent pending = composer.Compose(sent);
            EventId id = await emitter.PublishAsync(pending, dedupKey: null, CancellationToken.None);
            return new PublishResult(Replayed: false, "null"u8.ToArray(), [new ChannelEvent(id, pending.Body)]);
        }
        catch (PubSubException refusal)
        {
            PubSubMetrics.Rejected(refusal.Code);
            throw;
        }
    }

    private async ValueTask<SentEvent> AcceptAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        using RequestBody body = RequestBody.Of(request.Body, options.MaxPayloadBytes);
        ParsedRequest parsed = RequestReader.Read(body.Bytes.Span, request.IdempotencyKey);
        (EventDefinition definition, ChannelName channel) = router.Authorise(parsed, request.Caller);
        object payload = PayloadReader.Read(definition, body.Bytes[parsed.Payload].Span);
        await validator.ValidateAsync(definition, payload, cancellationToken);
        byte[] json = composer.Serialize(definition, payload);
        return new SentEvent(definition, channel, payload, json, parsed.Meta, request.Caller, request.RequestId, parsed.ClientEventId);
    }
}
