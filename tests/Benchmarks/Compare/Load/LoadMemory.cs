namespace PubSub.Benchmarks.Compare.Load;

/// <summary>The server's resident memory in KiB.</summary>
/// <param name="Unconnected">Before the first connection.</param>
/// <param name="Start">At the start of the measured window.</param>
/// <param name="End">At its end.</param>
/// <param name="Peak">The most that was seen.</param>
internal sealed record LoadMemory(double? Unconnected, double? Start, double? End, double? Peak);
