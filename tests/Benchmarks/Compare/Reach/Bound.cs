namespace PubSub.Benchmarks.Compare.Reach;

/// <summary>On which side of its limit a figure is to be.</summary>
internal enum Bound
{
    AtLeast,
    AtMost,
}
