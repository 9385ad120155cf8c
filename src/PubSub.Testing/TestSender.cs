using System.Buffers;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Publishing;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Testing;

/// <summary>Writes events as a client's request and hands them to the pipeline. Safe to use from any thread.</summary>
internal sealed class TestSender(IServiceProvider services)
{
    private readonly PublishPipeline _pipeline = services.GetRequiredService<PublishPipeline>();
    private readonly EventCatalog _catalog = services.GetRequiredService<EventCatalog>();
    private int _requests;

    public async Task<SendResult> SendAsync(object payload, IEventChannel? channel, SendOptions? options)
    {
        PublishResult answer = await RunAsync(payload, channel, options ?? new SendOptions());
        return new SendResult(answer.Replayed, [.. answer.Events.Select(ReadEnvelope)]);
    }

    public async Task<SendResult<TResult>> SendAsync<TResult>(object payload, IEventChannel? channel, SendOptions? options)
    {
        PublishResult answer = await RunAsync(payload, channel, options ?? new SendOptions());
        TResult result = JsonSerializer.Deserialize<TResult>(answer.Result.Span, ContractJson.Tolerant)!;
        return new SendResult<TResult>(answer.Replayed, [.. answer.Events.Select(ReadEnvelope)], result);
    }

    private async Task<PublishResult> RunAsync(object payload, IEventChannel? channel, SendOptions options)
    {
        if (!_catalog.TryGetEvent(payload.GetType(), out EventDefinition? definition))
            throw new PubSubException(ErrorCode.UnknownEvent, $"The type '{payload.GetType()}' is no event of the host's contract assemblies.");
        var request = new JsonObject
        {
            ["name"] = definition.Name,
            ["payload"] = JsonSerializer.SerializeToNode(payload, payload.GetType(), ContractJson.Strict),
        };
        if (channel is not null) request["channel"] = definition.Channel.AddressOf(channel).Value;
        if (options.ClientEventId is not null) request["clientEventId"] = options.ClientEventId;

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(request, ContractJson.Strict);
        string requestId = string.Create(CultureInfo.InvariantCulture, $"test-{Interlocked.Increment(ref _requests)}");
        return await _pipeline.RunAsync(new PublishRequest(new ReadOnlySequence<byte>(body), CallerOf(options), requestId), CancellationToken.None);
    }

    private static Caller CallerOf(SendOptions options)
    {
        if (options.UserId is null) return Caller.Anonymous;
        IEnumerable<Claim> claims = options.Roles.Select(role => new Claim(ClaimTypes.Role, role)).Prepend(new Claim(ClaimTypes.NameIdentifier, options.UserId));
        return new Caller(new ClaimsPrincipal(new ClaimsIdentity(claims, authenticationType: "PubSub.Testing")));
    }

    private EventEnvelope<object> ReadEnvelope(ChannelEvent published)
    {
        (EventId id, EventBody body) = published;
        byte[] json = new byte[EnvelopeWriter.Length(body)];
        int length = EnvelopeWriter.Write(json, id, body);
        EventEnvelope<JsonElement> envelope = JsonSerializer.Deserialize<EventEnvelope<JsonElement>>(json.AsSpan(0, length), ContractJson.Tolerant)!;
        // An action may emit an event of a channel that the host declares, whose name other channels may have too.
        _catalog.TryGetChannel(ChannelName.Parse(envelope.Channel), out ChannelDefinition? channel);
        _catalog.TryGetEvent(channel!, envelope.Name, out EventDefinition? definition);
        object payload = envelope.Payload.Deserialize(definition!.PayloadType, ContractJson.Tolerant)!;
        return new EventEnvelope<object>(envelope.Id, envelope.Name, envelope.Channel, payload, envelope.Timestamp, envelope.Meta);
    }
}
