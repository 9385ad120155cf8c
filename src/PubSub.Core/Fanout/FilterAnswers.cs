namespace PubSub.Core.Fanout;

/// <summary>Which entries of a segment a filter lets through, as far as it was asked. Safe to use from any thread.</summary>
internal sealed class FilterAnswers(EventFilter filter)
{
    private const byte Unknown = 0;
    private const byte Hidden = 1;
    private const byte Passes = 2;

    private byte[] _known = [];

    public EventFilter Filter { get; } = filter;

    /// <summary>
    /// Whether the filter lets an entry through. It is asked once for an entry; two threads that come at the same time may both ask, and get the same answer.
    /// </summary>
    public bool Matches(LogSegment segment, int index)
    {
        byte[] known = _known;
        if (index >= known.Length)
        {
            Array.Resize(ref known, segment.EntryCapacity);
            _known = known;
        }

        if (known[index] == Unknown) known[index] = segment.Matches(Filter, index) ? Passes : Hidden;
        return known[index] == Passes;
    }
}
