namespace PubSub.TestNode.Faults;

/// <summary>How a node fails.</summary>
public enum FaultKind
{
    /// <summary>It waits until it is released.</summary>
    Hang,

    /// <summary>It is gone at once, as by SIGKILL.</summary>
    Crash,
}
