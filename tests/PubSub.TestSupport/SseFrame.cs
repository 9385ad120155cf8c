namespace PubSub.TestSupport;

/// <summary>A block of an event stream, as it came: up to a blank line.</summary>
/// <param name="Id">What its <c>id:</c> line carried; null where it has none.</param>
/// <param name="Event">What its <c>event:</c> line carried; null where it has none.</param>
/// <param name="Data">What its <c>data:</c> lines carried; null where it has none.</param>
/// <param name="Comment">What its comment carried; null where it has none.</param>
public sealed record SseFrame(string? Id, string? Event, string? Data, string? Comment)
{
    /// <summary>True for an event of a channel.</summary>
    public bool IsEvent => Data is not null && Event?.StartsWith("pubsub:", StringComparison.Ordinal) == false;

    public System.Text.Json.JsonElement Json => System.Text.Json.JsonElement.Parse(Data ?? throw new InvalidOperationException($"The frame {this} has no data."));
}
