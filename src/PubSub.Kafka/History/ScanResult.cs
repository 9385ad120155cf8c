namespace PubSub.Kafka.History;

/// <summary>How a look at the log ended.</summary>
internal enum ScanResult
{
    /// <summary>Everything was seen that was to be seen.</summary>
    Complete,

    /// <summary>The record to begin with is not in the log, or is another.</summary>
    NotFound,

    /// <summary>It was broken off before its end.</summary>
    Cut,
}
