using PubSub.Contracts;

namespace PubSub.Core.Fanout;

/// <summary>
/// What a renderer has made of the entries of a segment, as far as it was asked. It counts in the node's budget for as long as the segment is one of a window, as the segment
/// does. Safe to use from any thread.
/// </summary>
internal sealed class RenderedEvents(EventRenderer renderer, NodeBudget budget)
{
    // The window has given the segment up.
    private const long Dropped = -1;

    private RenderedEvent?[] _known = [];
    private long _bytes;

    public EventRenderer Renderer { get; } = renderer;

    /// <summary>What an entry looks like. It is made once; two threads that come at the same time may both make it.</summary>
    public RenderedEvent Of(LogSegment segment, int index, ChannelName channel)
    {
        RenderedEvent?[] known = Volatile.Read(ref _known);
        if (index >= known.Length)
        {
            Array.Resize(ref known, segment.EntryCapacity);
            Volatile.Write(ref _known, known);
        }

        if (Volatile.Read(ref known[index]) is { } made) return made;
        LogEntry entry = segment[index];
        made = Renderer.Render(channel, EncodedEvent.JsonOf(segment.Frame(entry), entry.JsonStart));
        Volatile.Write(ref known[index], made);
        Charge(made.Size);
        return made;
    }

    /// <summary>Gives back what was taken of the budget, and takes no more. What was made stays for those who still read the segment. Does nothing the second time.</summary>
    public void Drop()
    {
        long held = Interlocked.Exchange(ref _bytes, Dropped);
        if (held > 0) budget.Add(-held);
    }

    // Each byte that is taken of the budget is given back once, whichever of both comes to it first.
    private void Charge(int bytes)
    {
        while (true)
        {
            long held = Volatile.Read(ref _bytes);
            if (held == Dropped) return;
            if (Interlocked.CompareExchange(ref _bytes, held + bytes, held) != held) continue;
            budget.Add(bytes);
            return;
        }
    }
}
