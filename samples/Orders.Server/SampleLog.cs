namespace Orders.Server;

/// <summary>What the sample logs. Event ids 9000 to 9099 are its own.</summary>
internal static partial class SampleLog
{
    [LoggerMessage(9000, LogLevel.Information, "Orders.Server is at {Urls}: / is a page to try it, POST /events sends, GET /events?channel=orders streams, GET /events/contract tells the contract.")]
    public static partial void Ready(this ILogger logger, string urls);

    [LoggerMessage(9001, LogLevel.Critical, "{Reason} Stop what listens there, or choose another address with --urls http://127.0.0.1:5081.")]
    public static partial void AddressInUse(this ILogger logger, string reason);

    [LoggerMessage(9002, LogLevel.Information, "Events go through {Broker} at {Address}: every server on it is a node of the same system.")]
    public static partial void OnBroker(this ILogger logger, string broker, string address);

    [LoggerMessage(9003, LogLevel.Critical, "Cannot start on {Broker} at {Address}: {Reason}")]
    public static partial void BrokerUnavailable(this ILogger logger, string broker, string address, string reason);
}
