namespace PubSub.Samples;

/// <summary>What the samples log. Event ids 9000 to 9099 are theirs.</summary>
internal static partial class SampleLog
{
    [LoggerMessage(9000, LogLevel.Information, "{Sample} is at {Urls}: {About}")]
    public static partial void Ready(this ILogger logger, string sample, string urls, string about);

    [LoggerMessage(9001, LogLevel.Critical, "{Reason} Stop what listens there, or choose another address with --urls http://127.0.0.1:5081.")]
    public static partial void AddressInUse(this ILogger logger, string reason);

    [LoggerMessage(9002, LogLevel.Information, "Events go through {Broker} at {Address}: every server on it is a node of the same system.")]
    public static partial void OnBroker(this ILogger logger, string broker, string address);

    [LoggerMessage(9003, LogLevel.Critical, "Cannot start on {Broker} at {Address}: {Reason}")]
    public static partial void BrokerUnavailable(this ILogger logger, string broker, string address, string reason);
}
