namespace PubSub.Benchmarks.Compare.Results;

/// <summary>The middle of several values, and how far they lie apart.</summary>
internal readonly record struct Spread(double Median, double Min, double Max, int Count)
{
    /// <summary>Null where there are no values. The median of an even number is the mean of the two in the middle.</summary>
    public static Spread? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) return null;
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1], sorted.Length);
    }
}
