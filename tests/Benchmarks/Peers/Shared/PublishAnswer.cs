namespace PubSub.Benchmarks.Peers;

/// <summary>The answer to a publish.</summary>
internal sealed record PublishAnswer(bool Ok);
