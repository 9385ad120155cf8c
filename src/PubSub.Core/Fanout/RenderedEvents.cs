using PubSub.Contracts;

namespace PubSub.Core.Fanout;

/// <summary>What a renderer has made of the entries of a segment, as far as it was asked. Safe to use from any thread.</summary>
internal sealed class RenderedEvents(EventRenderer renderer)
{
    private RenderedEvent?[] _known = [];

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
        return made;
    }
}
