using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace PubSub.TestServers;

/// <summary>A real Apache Kafka in KRaft mode: one node, broker and controller. It takes about 3 s to start and 400 MB.</summary>
public sealed class KafkaServer : TestServer
{
    private readonly string _home;
    private readonly string[] _properties;
    private readonly int _port = FreePort.Find();
    private readonly int _controllerPort = FreePort.Find();
    private readonly Lazy<KafkaAdmin> _admin;

    private KafkaServer(string home, string[] properties)
    {
        _home = home;
        _properties = properties;
        _admin = new Lazy<KafkaAdmin>(() => new KafkaAdmin(BootstrapServers));
    }

    /// <summary>Where it listens: <c>127.0.0.1:port</c>.</summary>
    public string BootstrapServers => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>What may be done to its topics.</summary>
    public KafkaAdmin Admin => _admin.Value;

    private protected override TimeSpan StartLimit => TimeSpan.FromSeconds(90);

    private protected override TimeSpan StopLimit => TimeSpan.FromSeconds(30);

    private string PropertiesFile => Path.Combine(Folder, "server.properties");

    /// <summary>Starts a server with an empty data folder, on which topics are not made by themselves.</summary>
    /// <param name="properties">
    /// Further lines of its properties, such as <c>message.max.bytes=2000000</c>; they win over the usual ones. <c>{port}</c>, <c>{controllerPort}</c> and
    /// <c>{folder}</c> in them stand for the server's own.
    /// </param>
    public static Task<KafkaServer> StartAsync(params string[] properties)
    {
        string home = Servers.KafkaHome ?? throw new InvalidOperationException("Apache Kafka is missing: name its folder in KAFKA_HOME.");
        return StartFirstAsync(() => new KafkaServer(home, properties), server => server.FormatAsync());
    }

    /// <summary>Runs a tool of Kafka's <c>bin</c> on the server, and answers what it wrote. It takes a second or two: see <see cref="Admin"/>.</summary>
    /// <param name="script">The tool, such as <c>kafka-topics.sh</c>.</param>
    /// <param name="arguments">Its arguments but <c>--bootstrap-server</c>, which is given to it.</param>
    /// <exception cref="InvalidOperationException">The tool failed.</exception>
    public Task<string> ToolAsync(string script, params string[] arguments) => RunAsync(script, ["--bootstrap-server", BootstrapServers, .. arguments]);

    private protected override ProcessStartInfo Command() => CommandOf("kafka-server-start.sh", [PropertiesFile]);

    private protected override void Release()
    {
        if (_admin.IsValueCreated) _admin.Value.Dispose();
    }

    private protected override bool IsReadyLine(string line) => line.Contains("Kafka Server started", StringComparison.Ordinal);

    private async Task FormatAsync()
    {
        await File.WriteAllTextAsync(PropertiesFile, Properties());
        await RunAsync("kafka-storage.sh", ["format", "--standalone", "-t", NewClusterId(), "-c", PropertiesFile]);
    }

    private Task<string> RunAsync(string script, string[] arguments) => Tool.RunAsync(CommandOf(script, arguments));

    private ProcessStartInfo CommandOf(string script, string[] arguments)
    {
        var command = new ProcessStartInfo(Path.Combine(_home, "bin", script), arguments) { WorkingDirectory = Folder };
        command.Environment["KAFKA_HEAP_OPTS"] = "-Xmx512m";
        // A server that lives for seconds starts with half the work, and needs no more than this to serve.
        command.Environment["KAFKA_JVM_PERFORMANCE_OPTS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
        // Kafka's own launchers write their logs into Kafka's folder otherwise.
        command.Environment["LOG_DIR"] = Path.Combine(Folder, "logs");
        return command;
    }

    private static string NewClusterId()
    {
        byte[] id = RandomNumberGenerator.GetBytes(16);
        // Its text must not begin with a dash, or the tool takes it for an option.
        id[0] &= 0x7F;
        return System.Buffers.Text.Base64Url.EncodeToString(id);
    }

    private string Fill(string property) => property
        .Replace("{port}", _port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{controllerPort}", _controllerPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{folder}", Folder, StringComparison.Ordinal);

    private string Properties() => $"""
        process.roles=broker,controller
        node.id=1
        listeners=PLAINTEXT://127.0.0.1:{_port},CONTROLLER://127.0.0.1:{_controllerPort}
        advertised.listeners=PLAINTEXT://127.0.0.1:{_port}
        controller.listener.names=CONTROLLER
        controller.quorum.bootstrap.servers=127.0.0.1:{_controllerPort}
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs={Path.Combine(Folder, "data")}
        default.replication.factor=1
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        num.partitions=4
        auto.create.topics.enable=false
        # A killed server's registration must lapse before the next one is served: with the usual 9 s a restart takes 12 s.
        broker.heartbeat.interval.ms=500
        broker.session.timeout.ms=2000
        {string.Join('\n', _properties.Select(Fill))}

        """;
}
