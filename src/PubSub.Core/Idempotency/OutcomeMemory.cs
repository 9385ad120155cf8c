using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace PubSub.Core.Idempotency;

/// <summary>
/// An outcome as a store is handed it: its bytes, which are written when a store first looks at them. One that keeps what it is given in this
/// process never does, and holds the events' own bodies instead of a second copy. Immutable; safe to use from any thread.
/// </summary>
internal sealed class OutcomeMemory(StoredOutcome outcome) : MemoryManager<byte>
{
    private byte[]? _bytes;

    public override Memory<byte> Memory => CreateMemory(outcome.ByteCount);

    private StoredOutcome Outcome => outcome;

    private byte[] Bytes => _bytes ??= outcome.ToBytes();

    /// <summary>The outcome of which a store was handed the bytes, if it kept just that.</summary>
    public static bool TryGet(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out StoredOutcome? outcome)
    {
        bool isOutcome = MemoryMarshal.TryGetMemoryManager(bytes, out OutcomeMemory? memory, out _, out int length) && length == memory.Memory.Length;
        outcome = isOutcome ? memory!.Outcome : null;
        return isOutcome;
    }

    public override Span<byte> GetSpan() => Bytes;

    public override MemoryHandle Pin(int elementIndex = 0) => Bytes.AsMemory(elementIndex).Pin();

    public override void Unpin()
    {
        // What pinned the bytes is their own handle.
    }

    protected override bool TryGetArray(out ArraySegment<byte> segment)
    {
        segment = new ArraySegment<byte>(Bytes);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        // Nothing but memory is held.
    }
}
