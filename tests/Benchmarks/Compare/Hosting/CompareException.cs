namespace PubSub.Benchmarks.Compare.Hosting;

/// <summary>The comparison cannot go on as asked; the message says what to do.</summary>
internal sealed class CompareException(string message) : Exception(message);
