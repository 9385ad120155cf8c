using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Brokers;

/// <summary>An Apache Kafka of one node. All classes share it: they run one after another, with topics of their own, and one that crashes it starts it again.</summary>
public sealed class KafkaBroker : IBroker
{
    private KafkaServer? _server;

    public string Name => "kafka";

    public bool Deduplicates => false;

    // It takes ten times as long as a Redis to be back.
    public int Crashes => 1;

    private KafkaServer Server => _server ?? throw new InvalidOperationException("The test has not asked for the server.");

    public async Task EnsureStartedAsync()
    {
        _server = await SharedKafka.GetAsync();
        if (!_server.IsRunning) await _server.StartAgainAsync();
    }

    public string NewPrefix() => SharedKafka.NewTopic();

    NodeArguments IBroker.Node(string name, string prefix) => new(name, Name, Server.BootstrapServers, prefix);

    public async Task CrashAsync()
    {
        await Server.KillAsync();
        await Server.StartAgainAsync();
    }

    /// <summary>Deletes the topic of the channels with history, and makes one of the same name and shape.</summary>
    public async Task EraseHistoryAsync(string prefix)
    {
        string topic = $"{prefix}-events";
        int partitions = Server.Admin.PartitionsOf(topic);
        await Server.Admin.DeleteAsync(topic);
        // A name is free when the broker has let go of it; a node may take it before this does.
        await Eventually.HoldsAsync(async () =>
        {
            await Server.Admin.CreateAsync(topic, partitions, ("message.timestamp.type", "LogAppendTime"));
            return Server.Admin.PartitionsOf(topic) > 0;
        });
    }

    public Task InitializeAsync() => Task.CompletedTask;

    // It ends with this process.
    public Task DisposeAsync() => Task.CompletedTask;
}
