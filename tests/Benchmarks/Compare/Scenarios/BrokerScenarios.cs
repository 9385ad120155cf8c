using PubSub.Benchmarks.Compare.Results;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Scenarios;

/// <summary>What a broker between the nodes costs.</summary>
internal static class BrokerScenarios
{
    /// <summary>The scenario of publishing beside the bare client.</summary>
    public const string Publish = "publish-brokers";

    /// <summary>Its cases.</summary>
    public const string Redis = "Redis", Kafka = "Kafka";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new(Publish, "publishing on a channel with history, in process, 64 in flight, 300 bytes; × the bare client doing the same work",
            [Metrics.PublishesPerSecond, Metrics.CpuPerPublish, Metrics.PublishP50, Metrics.PublishP99],
            [
                Beside(Redis, ServerCatalog.RedisClient, ServerCatalog.RedisNode),
                Beside(Kafka, ServerCatalog.KafkaClient, ServerCatalog.KafkaProducer, ServerCatalog.KafkaNode),
            ]),
    ];

    private static ScenarioCase Beside(string name, string client, params string[] others) => new(name, [client, .. others]) { Reference = client, Seconds = 5, Warmup = 5 };
}
