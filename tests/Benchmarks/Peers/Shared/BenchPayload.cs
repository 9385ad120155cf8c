namespace PubSub.Benchmarks.Peers;

/// <summary>What every server of the benchmark carries.</summary>
internal sealed record BenchPayload(int Seq, int P, long T, string Pad);
