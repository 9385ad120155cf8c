namespace PubSub.Core.Adapters;

/// <summary>The broker cannot be reached or did not answer in time. Whether the attempted publish took effect is not known.</summary>
/// <param name="message">What was tried, without credentials.</param>
/// <param name="innerException">The client library's error.</param>
public sealed class BrokerUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>True where it stands for an error that an adapter should not have thrown, and that has to be found by its trace.</summary>
    internal bool HidesDefect { get; init; }
}
