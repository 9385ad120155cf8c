namespace PubSub.Benchmarks.Compare.Hosting;

/// <summary>A server is not installed here; the message says what is missing.</summary>
internal sealed class MissingServerException(string message) : Exception(message);
