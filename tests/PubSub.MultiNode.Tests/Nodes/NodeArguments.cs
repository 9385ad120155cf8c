namespace PubSub.MultiNode.Tests.Nodes;

/// <summary>What a node is told.</summary>
/// <param name="Name">Such as <c>a</c>.</param>
/// <param name="Broker">The adapter.</param>
/// <param name="Address">Where its broker is.</param>
/// <param name="Prefix">What keeps this system's keys and topics apart.</param>
internal sealed record NodeArguments(string Name, string Broker, string Address, string Prefix)
{
    public TimeSpan ClockOffset { get; init; }

    public TimeSpan? Lease { get; init; }

    /// <summary>How often the node renews what its members' connections hold; null for the default.</summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>Such as <c>AfterEffect:Hang</c>.</summary>
    public string? Fault { get; init; }

    /// <summary>The file of effects.</summary>
    public string? Effects { get; init; }

    /// <summary>The Redis that keeps claims, for a broker without a store.</summary>
    public string? Idempotency { get; init; }

    public IEnumerable<string> ToCommandLine()
    {
        string[] all = ["--urls", "http://127.0.0.1:0", "--name", Name, "--broker", Broker, "--address", Address, "--prefix", Prefix, "--clock-offset", $"{ClockOffset:c}"];
        return [.. all, .. Option("lease", Lease?.ToString("c")), .. Option("fault", Fault), .. Option("effects", Effects), .. Option("idempotency", Idempotency),
            .. Option("PubSub:Presence:Heartbeat", Heartbeat?.ToString("c"))];
    }

    private static string[] Option(string name, string? value) => value is null ? [] : ["--" + name, value];
}
