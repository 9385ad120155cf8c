using PubSub.MultiNode.Tests.Nodes;

namespace PubSub.MultiNode.Tests.Brokers;

/// <summary>A real broker that a suite's nodes are joined by; one for each test class. Started by the first test that asks, so that a missing one skips.</summary>
public interface IBroker : IAsyncLifetime
{
    /// <summary>What nodes and the sample call it.</summary>
    string Name { get; }

    /// <summary>
    /// Whether a publish that failed can be tried again under its client event id without appearing twice. Where it cannot, a test takes a publish of unknown
    /// fate for what it is.
    /// </summary>
    bool Deduplicates { get; }

    /// <summary>How often it is crashed in the middle of a load.</summary>
    int Crashes { get; }

    /// <summary>Starts it where it is not running. Ends the test as skipped where it is not installed.</summary>
    Task EnsureStartedAsync();

    /// <summary>What makes a test's keys or topics its own.</summary>
    string NewPrefix();

    /// <summary>What a node is told to reach it.</summary>
    internal NodeArguments Node(string name, string prefix);

    /// <summary>Ends it as a crash does, and starts it again on the same data.</summary>
    Task CrashAsync();

    /// <summary>Makes it forget the history of a channel, its position included, under the nodes that are connected.</summary>
    Task EraseHistoryAsync(string prefix);
}
