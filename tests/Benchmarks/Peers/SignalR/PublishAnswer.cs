namespace PubSub.Benchmarks.SignalR;

/// <summary>The answer to a publish.</summary>
internal sealed record PublishAnswer(bool Ok);
