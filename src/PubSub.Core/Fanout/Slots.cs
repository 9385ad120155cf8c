namespace PubSub.Core.Fanout;

/// <summary>
/// A set that is walked far more often than it changes. Adding and removing take a lock, and a copy only where the array grows or is mostly empty; walking takes
/// none. A walk sees everything that was there when it began, and may see what came or went meanwhile.
/// </summary>
/// <param name="gate">Guards the changes. Many sets are small, so it is not one of their own.</param>
internal sealed class Slots<T>(object gate)
    where T : class, ISlotted
{
    /// <summary>A set in which less than this part is used is made smaller, so that a walk does not go over its past.</summary>
    private const int SparsePart = 4;

    private const int SmallestSparse = 64;

    private Stack<int>? _free;
    private T?[] _slots = [];
    private int _used;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>What a walk goes over; entries may be null.</summary>
    public ReadOnlySpan<T?> Walk() => Walk(out int length).AsSpan(0, length);

    /// <summary>What a walk goes over, for one that several threads share.</summary>
    public T?[] Walk(out int length)
    {
        // In this order: where the set was made smaller in between, the length is the earlier one and covers all that the array holds of it. Nothing moves up.
        int used = Volatile.Read(ref _used);
        T?[] slots = Volatile.Read(ref _slots);
        // One that is added meanwhile drains by itself when it starts.
        length = Math.Min(used, slots.Length);
        return slots;
    }

    public void Add(T item)
    {
        lock (gate)
        {
            _count++;
            if (_free is not null && _free.TryPop(out int slot))
            {
                item.Slot = slot;
                Volatile.Write(ref _slots[slot], item);
                return;
            }

            slot = _used;
            if (slot == _slots.Length)
            {
                var larger = new T?[Math.Max(1, slot * 2)];
                _slots.CopyTo(larger, 0);
                Volatile.Write(ref _slots, larger);
            }

            item.Slot = slot;
            Volatile.Write(ref _slots[slot], item);
            Volatile.Write(ref _used, slot + 1);
        }
    }

    /// <summary>Removes what was added and was not removed since.</summary>
    public void Remove(T item)
    {
        lock (gate)
        {
            _count--;
            Volatile.Write(ref _slots[item.Slot], null);
            // The last one leaves nothing behind: many channels are quiet most of the time.
            if (_count == 0) Replace([], 0);
            else if (_slots.Length >= SmallestSparse && _count < _slots.Length / SparsePart) Compact();
            else (_free ??= new Stack<int>()).Push(item.Slot);
        }
    }

    // In the order of before, so that nothing moves up: a walk that took the length before and takes the array after this misses nothing.
    private void Compact()
    {
        var smaller = new T?[_count * 2];
        int used = 0;
        foreach (T? item in _slots.AsSpan(0, _used))
        {
            if (item is null) continue;
            item.Slot = used;
            smaller[used++] = item;
        }

        Replace(smaller, used);
    }

    private void Replace(T?[] slots, int used)
    {
        _free = null;
        Volatile.Write(ref _slots, slots);
        Volatile.Write(ref _used, used);
    }
}
