using System.Globalization;
using PubSub.Benchmarks.Compare.Hosting;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Client;

/// <summary>What the generator in C# is told: those of the C one's options that it knows.</summary>
internal sealed record ClientOptions
{
    public ClientTransport Transport { get; private init; }

    public int Port { get; private init; }

    public int ServerProcessId { get; private init; }

    public int Subscribers { get; private init; } = 1;

    /// <summary>How many channels each stream listens to; the first stream to the first ones, and so on.</summary>
    public int ChannelsPerStream { get; private init; } = 1;

    /// <summary>Seconds that the connections stay without anything being published; 0: something is published.</summary>
    public int Idle { get; private init; }

    public int Channels { get; private init; } = 1;

    public string ChannelPrefix { get; private init; } = "probe:";

    public int Publishers { get; private init; } = 1;

    /// <summary>Publishes a second in all; 0: as fast as they are answered.</summary>
    public int Rate { get; private init; }

    public int Payload { get; private init; } = 300;

    public int Seconds { get; private init; } = 5;

    public int Warmup { get; private init; } = 1;

    public string EventName => ChannelPrefix == "ledger:" ? "ledger:entry" : "probe:ping";

    /// <exception cref="CompareException">An option is not known, or its value is wrong.</exception>
    public static ClientOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ClientOptions();
        for (int i = 0; i + 1 < arguments.Count; i += 2)
        {
            string name = arguments[i], value = arguments[i + 1];
            int Number() => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new CompareException($"{name} is a number, and not '{value}'.");
            options = name switch
            {
                "--transport" => options with { Transport = Enum.Parse<ClientTransport>(value) },
                "--protocol" => value == "pubsub" ? options : throw new CompareException($"The generator in C# does not speak {value}."),
                "--port" => options with { Port = Number() },
                "--server-pid" => options with { ServerProcessId = Number() },
                "--subscribers" => options with { Subscribers = Number() },
                "--channels" => options with { Channels = Number() },
                "--channels-per-stream" => options with { ChannelsPerStream = Number() },
                "--idle" => options with { Idle = Number() },
                "--channel-prefix" => options with { ChannelPrefix = value },
                "--publishers" => options with { Publishers = Number() },
                "--rate" => options with { Rate = Number() },
                "--payload" => options with { Payload = Number() },
                "--seconds" => options with { Seconds = Number() },
                "--warmup" => options with { Warmup = Number() },
                _ => throw new CompareException($"The generator in C# does not know {name}."),
            };
        }

        return options;
    }
}
