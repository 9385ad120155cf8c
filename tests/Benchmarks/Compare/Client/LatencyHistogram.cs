namespace PubSub.Benchmarks.Compare.Client;

/// <summary>Latencies in buckets that are at most 1/16 of their value wide. Safe to use from any thread.</summary>
internal sealed class LatencyHistogram
{
    private const int Steps = 16;
    private readonly long[] _buckets = new long[64 * Steps];
    private long _max;

    public double Max => Volatile.Read(ref _max) / 1000.0;

    public void Record(long nanoseconds)
    {
        Interlocked.Increment(ref _buckets[Bucket(Math.Max(1, nanoseconds))]);
        long max;
        while (nanoseconds > (max = Volatile.Read(ref _max)) && Interlocked.CompareExchange(ref _max, nanoseconds, max) != max)
        {
        }
    }

    /// <summary>In microseconds: the upper end of the bucket that the percentile falls into; null where nothing was recorded.</summary>
    public double? Percentile(double percent)
    {
        long total = _buckets.Sum(), seen = 0, wanted = Math.Max(1, (long)Math.Ceiling(total * percent / 100));
        if (total == 0) return null;
        for (int i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted) return UpperEnd(i) / 1000.0;
        }

        return Max;
    }

    private static int Bucket(long value)
    {
        int power = 63 - (int)long.LeadingZeroCount(value);
        int step = power >= 4 ? (int)((value >> (power - 4)) & (Steps - 1)) : (int)((value << (4 - power)) & (Steps - 1));
        return (power * Steps) + step;
    }

    private static double UpperEnd(int bucket) => Math.Pow(2, bucket / Steps) * (1 + (((bucket % Steps) + 1) / (double)Steps));
}
