using System.Globalization;
using PubSub.Benchmarks.Compare.Scenarios;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Load;

/// <summary>What a load generator is told on its command line.</summary>
internal static class LoadArguments
{
    /// <param name="case">The load.</param>
    /// <param name="server">Whom it is put on.</param>
    /// <param name="port">Where that listens.</param>
    /// <param name="processId">Its process, whose CPU time and memory the generator reads.</param>
    public static IReadOnlyList<string> Of(ScenarioCase @case, ServerDefinition server, int port, int processId)
    {
        var arguments = new List<string>();
        Add(arguments, "protocol", server.Protocol);
        Add(arguments, "port", port);
        Add(arguments, "server-pid", processId);
        Add(arguments, "subscribers", @case.Subscribers);
        Add(arguments, "channels", @case.Channels);
        if (server.Protocol is "pubsub" or "pubsub-ws") Add(arguments, "channel-prefix", @case.ChannelPrefix);
        if (@case.Idle)
        {
            Add(arguments, "idle", @case.Seconds);
        }
        else
        {
            Add(arguments, "publishers", @case.Publishers);
            Add(arguments, "rate", @case.Rate);
            Add(arguments, "payload", @case.Payload);
            if (@case.Count > 0) Add(arguments, "count", @case.Count);
            else if (@case.Backlog == 0) Add(arguments, "seconds", @case.Seconds);
            if (@case.Warmup > 0) Add(arguments, "warmup", @case.Warmup);
        }

        if (@case.Mute > 0) Add(arguments, "mute", @case.Mute);
        if (@case.ChannelsPerStream > 1) Add(arguments, "channels-per-stream", @case.ChannelsPerStream);
        if (@case.Backlog > 0)
        {
            arguments.Add("--reconnect");
            Add(arguments, "backlog", @case.Backlog);
        }

        return arguments;
    }

    private static void Add(List<string> arguments, string name, string value)
    {
        arguments.Add("--" + name);
        arguments.Add(value);
    }

    private static void Add(List<string> arguments, string name, int value) => Add(arguments, name, value.ToString(CultureInfo.InvariantCulture));
}
