using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Scenarios;

/// <summary>One load, which each of its servers is put under.</summary>
/// <param name="Name">What tells it from the scenario's other cases; empty where there is one.</param>
/// <param name="Servers">By name.</param>
internal sealed record ScenarioCase(string Name, params IReadOnlyList<string> Servers)
{
    public int Subscribers { get; init; }

    public int Channels { get; init; } = 1;

    /// <summary>Connections that publish, each of which waits for an answer before it sends again.</summary>
    public int Publishers { get; init; } = 16;

    /// <summary>Publishes a second in all; 0: as fast as they are answered.</summary>
    public int Rate { get; init; }

    /// <summary>How long is measured.</summary>
    public int Seconds { get; init; }

    /// <summary>Seconds before that.</summary>
    public int Warmup { get; init; } = 5;

    /// <summary>Publishes that are under way at once, where the server puts itself under load.</summary>
    public int InFlight { get; init; } = 64;

    /// <summary>The server that the others' figures are told as multiples of.</summary>
    public string Reference { get; init; } = ServerCatalog.Reference;

    /// <summary>Bytes of the whole payload.</summary>
    public int Payload { get; init; } = 300;

    /// <summary>Subscribers that connect and never read.</summary>
    public int Mute { get; init; }

    /// <summary>Nothing is published; the connections stay for as long as the case lasts.</summary>
    public bool Idle { get; init; }

    /// <summary>Events that each subscriber has to catch up after it was cut; 0: none is cut.</summary>
    public int Backlog { get; init; }

    /// <summary>Publishes after which the case ends; 0: it ends by time.</summary>
    public int Count { get; init; }

    /// <summary>The kind of channel at this project's server: <c>probe:</c> without history, <c>ledger:</c> with.</summary>
    public string ChannelPrefix { get; init; } = "probe:";

    /// <summary>Channels that each stream listens to; more than one only where the generator in C# is the client.</summary>
    public int ChannelsPerStream { get; init; } = 1;

    /// <summary>How many repetitions at most, for a case that takes long; 0: as many as the scenario.</summary>
    public int AtMost { get; init; }

    /// <summary>
    /// Seconds in which the server is published to at full speed, with nobody listening, before the case itself begins: for a rate that is too low for the server's
    /// code to be compiled for good within its warm-up.
    /// </summary>
    public int Drill { get; init; }

    /// <summary>
    /// What is run against the server before the case: its <see cref="Drill"/>; or, before an idle case of the generator in C#, a few connections, after which
    /// the server's own code is compiled and loaded, so that only connections are counted. The generator in C leaves its first connections out of the count
    /// instead. Null where the case warms up by itself.
    /// </summary>
    public ScenarioCase? Preparation(ServerDefinition server) =>
        Drill > 0 ? this with { Subscribers = 0, Rate = 0, Seconds = Drill, Warmup = 0, Drill = 0 }
        : Idle && server.Transport is not null ? this with { Subscribers = 50, Seconds = 1 }
        : null;

    /// <summary>The same case in less time, with figures that say less.</summary>
    public ScenarioCase Quick() => this with { Seconds = Math.Min(Seconds, 5), Warmup = Math.Min(Warmup, 2) };
}
