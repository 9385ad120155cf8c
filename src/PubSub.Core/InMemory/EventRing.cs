using PubSub.Core.Adapters;

namespace PubSub.Core.InMemory;

/// <summary>Events in order, added at the end and trimmed at the beginning; not thread-safe.</summary>
internal sealed class EventRing
{
    private ChannelEvent[] _items = [];
    private int _first;

    public int Count { get; private set; }

    public ChannelEvent this[int index] => _items[(_first + index) & (_items.Length - 1)];

    public void Add(ChannelEvent item)
    {
        if (Count == _items.Length) Grow();
        _items[(_first + Count++) & (_items.Length - 1)] = item;
    }

    public ChannelEvent RemoveFirst()
    {
        ChannelEvent first = _items[_first];
        _items[_first] = default;
        _first = (_first + 1) & (_items.Length - 1);
        // A channel that was busy once does not hold its largest array for ever.
        if (--Count == 0)
        {
            _items = [];
            _first = 0;
        }

        return first;
    }

    private void Grow()
    {
        var larger = new ChannelEvent[Math.Max(4, _items.Length * 2)];
        for (int i = 0; i < Count; i++) larger[i] = this[i];
        _items = larger;
        _first = 0;
    }
}
