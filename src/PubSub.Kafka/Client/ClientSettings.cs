using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Kafka.Diagnostics;

namespace PubSub.Kafka.Client;

/// <summary>Makes the client library's producers and consumers, all with the same idea of brokers, time and logging. Thread-safe.</summary>
internal sealed class ClientSettings
{
    private readonly KafkaOptions _options;
    private readonly ILogger _logger;
    private volatile string? _lastError;

    public ClientSettings(KafkaOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        SystemLibrdkafka.Use();
    }

    /// <summary>What a client said last that went wrong with its brokers: why nothing answers, where nothing does.</summary>
    public string? LastError => _lastError;

    /// <summary>A producer whose retries neither repeat nor reorder records, and that gives a record up before its publish does.</summary>
    public IProducer<byte[], byte[]> Producer() => new ProducerBuilder<byte[], byte[]>(Settings(
            ("enable.idempotence", "true"),
            ("acks", "all"),
            ("message.timeout.ms", Milliseconds(_options.PublishTimeout * 0.8)),
            ("linger.ms", _options.Linger.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)),
            ("queue.buffering.max.messages", "100000"),
            ("queue.buffering.max.kbytes", "131072"),
            ("retry.backoff.ms", "50"),
            ("dotnet.producer.delivery.report.fields", "timestamp,status")))
        .SetErrorHandler((_, error) => Note(error))
        .SetLogHandler((_, message) => Log(message))
        .Build();

    /// <summary>A consumer that reads by assignment, from where it is told to, and keeps at most <paramref name="prefetchKilobytes"/> ahead.</summary>
    public IConsumer<ChannelName?, byte[]> Consumer(int prefetchKilobytes) => new ConsumerBuilder<ChannelName?, byte[]>(Settings(
            // The library asks for the name of a group; nothing joins one.
            ("group.id", "pubsub"),
            ("enable.auto.commit", "false"),
            ("enable.auto.offset.store", "false"),
            ("auto.offset.reset", "error"),
            ("enable.partition.eof", "true"),
            // Nobody's open transaction must hold up the end of the log.
            ("isolation.level", "read_uncommitted"),
            // A change of what is read waits for the answer to the last request.
            ("fetch.wait.max.ms", "100"),
            ("fetch.error.backoff.ms", "100"),
            ("queued.max.messages.kbytes", prefetchKilobytes.ToString(CultureInfo.InvariantCulture))))
        .SetKeyDeserializer(AddressDeserializer.Instance)
        .SetErrorHandler((_, error) => Note(error))
        .SetLogHandler((_, message) => Log(message))
        .Build();

    /// <summary>A client that makes and describes topics.</summary>
    public IAdminClient Admin() => new AdminClientBuilder(Settings())
        .SetErrorHandler((_, error) => Note(error))
        .SetLogHandler((_, message) => Log(message))
        .Build();

    private Dictionary<string, string> Settings(params ReadOnlySpan<(string Key, string Value)> own)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = _options.BootstrapServers,
            ["client.id"] = "pubsub",
            ["socket.keepalive.enable"] = "true",
            // A broker that froze is given up, and another asked.
            ["socket.timeout.ms"] = "10000",
            ["reconnect.backoff.ms"] = "50",
            ["reconnect.backoff.max.ms"] = "1000",
            ["topic.metadata.refresh.interval.ms"] = "30000",
            // A topic that is gone is made by this adapter, as it must be, and not by a broker at the sight of its name.
            ["allow.auto.create.topics"] = "false",
        };
        foreach ((string key, string value) in own) settings[key] = value;
        // The host's win: what they must not change is refused when they are registered.
        foreach ((string key, string value) in _options.Client) settings[key] = value;
        return settings;
    }

    private static string Milliseconds(TimeSpan time) => ((int)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private void Note(Error error)
    {
        // That all brokers are away comes after what each of them said, which tells more.
        if (error.Code != Confluent.Kafka.ErrorCode.Local_AllBrokersDown || _lastError is null) _lastError = KafkaErrors.Explain(error);
        KafkaLog.ClientError(_logger, error.Code.ToString(), error.Reason);
    }

    private void Log(LogMessage message)
    {
        // What matters comes as an error as well; the rest is for who looks for it.
        KafkaLog.ClientMessage(_logger, message.Name, message.Facility, message.Message);
    }
}
