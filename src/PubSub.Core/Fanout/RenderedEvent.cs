namespace PubSub.Core.Fanout;

/// <summary>An event as a kind of session writes it. Immutable.</summary>
/// <param name="bytes">What is written. Empty where sessions of the kind do not get the event.</param>
/// <param name="sender">The connection that sent it, which does not get it back; null where none did.</param>
/// <param name="memberId">The member that it tells of; null where it tells of none.</param>
internal sealed class RenderedEvent(byte[] bytes, string? sender, string? memberId = null)
{
    private const int Overhead = 64;

    public ReadOnlySpan<byte> Bytes => bytes;

    public string? Sender { get; } = sender;

    public string? MemberId { get; } = memberId;

    /// <summary>The bytes that it holds in memory, about: its own, and its objects and its place in an array.</summary>
    public int Size => bytes.Length + Overhead;
}
