namespace PubSub.Core.Fanout;

/// <summary>
/// The sessions of a channel. Adding and removing take a lock and no copy but when the array grows; walking takes none. A walk sees every session
/// that was there when it began, and may see one that came or went meanwhile.
/// </summary>
internal sealed class SessionSlots
{
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private Session?[] _slots = [];
    private int _used;

    public int Count { get; private set; }

    /// <summary>What a walk goes over; entries may be null.</summary>
    public ReadOnlySpan<Session?> Walk() => Walk(out int length).AsSpan(0, length);

    /// <summary>What a walk goes over, for one that several threads share.</summary>
    public Session?[] Walk(out int length)
    {
        Session?[] slots = Volatile.Read(ref _slots);
        // One that is added to a longer array meanwhile drains by itself when it starts.
        length = Math.Min(Volatile.Read(ref _used), slots.Length);
        return slots;
    }

    /// <returns>The slot, by which the session is removed.</returns>
    public int Add(Session session)
    {
        lock (_lock)
        {
            Count++;
            if (_free.TryPop(out int slot))
            {
                Volatile.Write(ref _slots[slot], session);
                return slot;
            }

            slot = _used;
            if (slot == _slots.Length)
            {
                var larger = new Session?[Math.Max(1, slot * 2)];
                _slots.CopyTo(larger, 0);
                Volatile.Write(ref _slots, larger);
            }

            Volatile.Write(ref _slots[slot], session);
            Volatile.Write(ref _used, slot + 1);
            return slot;
        }
    }

    public void Remove(int slot)
    {
        lock (_lock)
        {
            Count--;
            Volatile.Write(ref _slots[slot], null);
            _free.Push(slot);
            if (Count > 0) return;
            // The last one leaves nothing behind: many channels are quiet most of the time.
            _free.Clear();
            Volatile.Write(ref _used, 0);
            Volatile.Write(ref _slots, []);
        }
    }
}
