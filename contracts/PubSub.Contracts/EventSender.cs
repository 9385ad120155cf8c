using System.Text.Json.Serialization;

namespace PubSub.Contracts;

/// <summary>The client that sent an event.</summary>
public sealed record EventSender
{
    /// <summary>The connection that the event came by, for as long as it lasts; null where it came by a request of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientId { get; init; }

    /// <summary>The sender's user id; null where nobody is signed in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UserId { get; init; }
}
