using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestServers;

namespace PubSub.MultiNode.Tests.Brokers;

/// <summary>A Kafka that carries the events, and a Redis that keeps the claims.</summary>
public sealed class KafkaAndRedisBroker : IBroker
{
    private readonly KafkaBroker _kafka = new();
    private string _redis = "";

    public string Name => _kafka.Name;

    public bool Deduplicates => _kafka.Deduplicates;

    public int Crashes => _kafka.Crashes;

    public async Task EnsureStartedAsync()
    {
        _redis = (await SharedRedis.GetAsync()).Url;
        await _kafka.EnsureStartedAsync();
    }

    public string NewPrefix() => _kafka.NewPrefix();

    NodeArguments IBroker.Node(string name, string prefix) => ((IBroker)_kafka).Node(name, prefix) with { Idempotency = _redis };

    public Task CrashAsync() => _kafka.CrashAsync();

    public Task EraseHistoryAsync(string prefix) => _kafka.EraseHistoryAsync(prefix);

    public Task InitializeAsync() => _kafka.InitializeAsync();

    public Task DisposeAsync() => _kafka.DisposeAsync();
}
