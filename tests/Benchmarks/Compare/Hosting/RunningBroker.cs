using PubSub.Benchmarks.Compare.Servers;
using PubSub.TestServers;

namespace PubSub.Benchmarks.Compare.Hosting;

/// <summary>The broker of one run, which is stopped when it is disposed of.</summary>
internal sealed class RunningBroker : IAsyncDisposable
{
    private readonly TestServer? _server;

    private RunningBroker(TestServer? server, string address)
    {
        _server = server;
        Address = address;
    }

    /// <summary>Such as <c>127.0.0.1:6379</c>; empty where there is no broker.</summary>
    public string Address { get; }

    /// <exception cref="MissingServerException">It is not installed.</exception>
    /// <exception cref="CompareException">It could not be started.</exception>
    public static async Task<RunningBroker> StartAsync(BrokerKind kind)
    {
        if (WhatIsMissing(kind) is { } missing) throw new MissingServerException(missing);
        try
        {
            switch (kind)
            {
                case BrokerKind.Redis:
                    RedisServer redis = await RedisServer.StartAsync();
                    return new RunningBroker(redis, redis.Url);
                case BrokerKind.Kafka:
                    KafkaServer kafka = await KafkaServer.StartAsync();
                    return new RunningBroker(kafka, kafka.BootstrapServers);
                default:
                    return new RunningBroker(null, "");
            }
        }
        catch (InvalidOperationException exception)
        {
            throw new CompareException(exception.Message.ReplaceLineEndings(" "));
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string? WhatIsMissing(BrokerKind kind) => kind switch
    {
        BrokerKind.Redis => new ServerCommand("redis-server", []).WhatIsMissing(),
        BrokerKind.Kafka when PubSub.TestServers.Servers.KafkaHome is null => "KAFKA_HOME names no Apache Kafka",
        BrokerKind.Kafka => new ServerCommand("java", []).WhatIsMissing(),
        _ => null,
    };
}
