namespace PubSub.Core.Fanout;

/// <summary>
/// A set that is walked far more often than it changes. Adding and removing take a lock and no copy but when the array grows; walking takes none. A walk
/// sees everything that was there when it began, and may see what came or went meanwhile.
/// </summary>
/// <param name="gate">Guards the changes. Many sets are small, so it is not one of their own.</param>
internal sealed class Slots<T>(Lock gate)
    where T : class
{
    private Stack<int>? _free;
    private T?[] _slots = [];
    private int _used;

    public int Count { get; private set; }

    /// <summary>What a walk goes over; entries may be null.</summary>
    public ReadOnlySpan<T?> Walk() => Walk(out int length).AsSpan(0, length);

    /// <summary>What a walk goes over, for one that several threads share.</summary>
    public T?[] Walk(out int length)
    {
        T?[] slots = Volatile.Read(ref _slots);
        // One that is added to a longer array meanwhile drains by itself when it starts.
        length = Math.Min(Volatile.Read(ref _used), slots.Length);
        return slots;
    }

    /// <returns>The slot, by which it is removed.</returns>
    public int Add(T item)
    {
        lock (gate)
        {
            Count++;
            if (_free is not null && _free.TryPop(out int slot))
            {
                Volatile.Write(ref _slots[slot], item);
                return slot;
            }

            slot = _used;
            if (slot == _slots.Length)
            {
                var larger = new T?[Math.Max(1, slot * 2)];
                _slots.CopyTo(larger, 0);
                Volatile.Write(ref _slots, larger);
            }

            Volatile.Write(ref _slots[slot], item);
            Volatile.Write(ref _used, slot + 1);
            return slot;
        }
    }

    public void Remove(int slot)
    {
        lock (gate)
        {
            Count--;
            Volatile.Write(ref _slots[slot], null);
            if (Count > 0)
            {
                (_free ??= new Stack<int>()).Push(slot);
                return;
            }

            // The last one leaves nothing behind: many channels are quiet most of the time.
            _free = null;
            Volatile.Write(ref _used, 0);
            Volatile.Write(ref _slots, []);
        }
    }
}
