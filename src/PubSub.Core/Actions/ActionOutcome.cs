using PubSub.Core.Publishing;

namespace PubSub.Core.Actions;

/// <summary>What a request came to: an answer for its sender, and the events to publish, in order.</summary>
/// <param name="Result">The action's result as JSON; <c>null</c> where there is none.</param>
/// <param name="Events">The sent event first where it is broadcast, then what the action emitted.</param>
internal readonly record struct ActionOutcome(ReadOnlyMemory<byte> Result, IReadOnlyList<PendingEvent> Events)
{
    public static ReadOnlyMemory<byte> NoResult { get; } = "null"u8.ToArray();
}
