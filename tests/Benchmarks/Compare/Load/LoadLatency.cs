namespace PubSub.Benchmarks.Compare.Load;

/// <summary>Percentiles of a run, in microseconds.</summary>
internal sealed record LoadLatency(double? P50, double? P90, double? P99, double? Max);
