namespace PubSub.Core.Fanout;

/// <summary>Numbers that several threads push in one direction.</summary>
internal static class Extreme
{
    /// <summary>Sets the number to a value where that is higher.</summary>
    public static void RaiseTo(ref long number, long value)
    {
        long seen = Volatile.Read(ref number);
        while (value > seen)
        {
            long found = Interlocked.CompareExchange(ref number, value, seen);
            if (found == seen) return;
            seen = found;
        }
    }
}
