namespace PubSub.Kafka.Epochs;

/// <summary>How much a sign says about a topic.</summary>
internal enum SuspicionKind
{
    /// <summary>The log is not the one that was being read.</summary>
    Certain,

    /// <summary>The log does not reach to where it is being read: it was cut there, or at its beginning.</summary>
    OutOfRange,

    /// <summary>The topic seems to be gone.</summary>
    Missing,
}
