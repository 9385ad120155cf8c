namespace PubSub.Benchmarks.Compare.Servers;

/// <summary>A server that can be measured: how it is started, and what it speaks.</summary>
/// <param name="Name">By which it is chosen on the command line.</param>
/// <param name="Title">What the tables call it.</param>
/// <param name="Protocol">What the load generator is told that it speaks.</param>
/// <param name="Command">The process to start.</param>
internal sealed record ServerDefinition(string Name, string Title, string Protocol, Func<ServerPlace, ServerCommand> Command)
{
    /// <summary>What the table of configurations says beside the process itself.</summary>
    public string Remark { get; init; } = "";

    /// <summary>What is started before it, fresh for each run.</summary>
    public BrokerKind Broker { get; init; }

    /// <summary>How many repetitions at most unless another number is asked for; 0: as many as the scenario. For servers of one thread, whose figures lie close together.</summary>
    public int AtMost { get; init; }

    /// <summary>How the generator in C# reaches it; null where it is the C one that reaches it, over plaintext HTTP/1.1.</summary>
    public ClientTransport? Transport { get; init; }
}
