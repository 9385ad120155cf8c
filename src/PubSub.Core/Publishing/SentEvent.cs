using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;

namespace PubSub.Core.Publishing;

/// <summary>An event that a client sent and that has passed access rules and validation.</summary>
/// <param name="Definition">The event.</param>
/// <param name="Channel">The address it was sent to.</param>
/// <param name="Payload">The payload as the event's record.</param>
/// <param name="Body">What subscribers will see of it, made before an action can change the payload.</param>
/// <param name="Meta">What the client set of the meta, or null.</param>
/// <param name="Caller">Who sent it.</param>
/// <param name="RequestId">The id of the request.</param>
/// <param name="ClientEventId">The id that the client gave, or null.</param>
internal sealed record SentEvent(
    EventDefinition Definition,
    ChannelName Channel,
    object Payload,
    EventBody Body,
    EventMeta? Meta,
    Caller Caller,
    string RequestId,
    string? ClientEventId)
{
    /// <summary>The event, ready to be broadcast.</summary>
    public PendingEvent Pending => new(Channel, Body, Definition.Channel);
}
