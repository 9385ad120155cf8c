using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSub.Contracts;

/// <summary>What travels with an event beside its payload. Clients may set <see cref="PartitionKey"/> and members whose names begin with <c>x-</c>.</summary>
public sealed record EventMeta
{
    /// <summary>The version of the event's contract.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Version { get; init; }

    /// <summary>Which server published the event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>The request that caused the event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestId { get; init; }

    /// <summary>The id that the client gave its request, so that it can tell its own events.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientEventId { get; init; }

    /// <summary>
    /// The key whose events stay in order on a channel that subdivides (<see cref="EventChannelAttribute.Partitions"/>). On other channels it only travels.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PartitionKey { get; init; }

    /// <summary>
    /// Who sent the event, as the server knows it: set on every event that a client sends on a channel without a contract, such as <c>public-chat</c>. Clients cannot
    /// set it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EventSender? From { get; init; }

    /// <summary>Everything else, among it the caller's own <c>x-…</c> members.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extensions { get; init; }
}
