using PubSub.Core.Adapters;

namespace PubSub.Core.Diagnostics;

/// <summary>How a broker's failures are logged.</summary>
internal static class BrokerTrouble
{
    /// <summary>The error to be logged with its trace: none where the broker is away, whose message says it all and which fails every request alike.</summary>
    public static Exception? TraceOf(Exception error) => error is BrokerUnavailableException { HidesDefect: false } ? null : error;
}
