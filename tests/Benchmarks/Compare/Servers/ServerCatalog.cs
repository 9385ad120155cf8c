using PubSub.Benchmarks.Compare.Hosting;

namespace PubSub.Benchmarks.Compare.Servers;

/// <summary>All servers that are measured.</summary>
internal static class ServerCatalog
{
    /// <summary>The name of this project's server, which every ratio is relative to.</summary>
    public const string Reference = "pubsub";

    /// <summary>Publishers in process, and the clients that they are compared with.</summary>
    public const string RedisClient = "client-redis", RedisNode = "pubsub-node-redis", KafkaClient = "client-kafka-reading", KafkaProducer = "client-kafka", KafkaNode = "pubsub-node-kafka";

    /// <summary>The protocol of a server that puts itself under load and reports what came of it.</summary>
    public const string Self = "self";

    private const string Defaults = "defaults, logging off";
    private const string Tuned = "logging off; collector and scheduling as this project's sample has them";

    private static readonly KeyValuePair<string, string>[] s_workstation = [new("DOTNET_gcServer", "0")];

    public static IReadOnlyList<ServerDefinition> All { get; } =
    [
        new(Reference, "PubSub", "pubsub", place => Orders(place, Http(place))) { Remark = "samples/Orders.Server as it is: default options, UsePubSubTuning, every check on" },
        new("pubsub-ws", "PubSub (WebSocket)", "pubsub-ws", place => Orders(place, Http(place))) { Remark = "as PubSub; subscribers join at /ws, publishes are POST /events", AtMost = 2 },
        new("pubsub-tick0", "PubSub, no flush tick", "pubsub", place => Orders(place, Http(place), "--PubSub:Fanout:FlushTick=00:00:00")) { Remark = "as PubSub, with FlushTick = 0" },
        new("pubsub-action", "PubSub, validation + action + idempotency", "orders", place => Orders(place, Http(place))) { Remark = "as PubSub; orders:created" },
        new("pubsub-redis", "PubSub on Redis", "pubsub", place => Orders(place, Http(place), "--broker", "redis", "--redis", place.BrokerAddress)) { Remark = "as PubSub; redis-server without persistence beside it", Broker = BrokerKind.Redis },
        new("pubsub-kafka", "PubSub on Kafka", "pubsub", place => Orders(place, Http(place), "--broker", "kafka", "--kafka", place.BrokerAddress)) { Remark = "as PubSub; Apache Kafka of one node beside it", Broker = BrokerKind.Kafka, AtMost = 2 },
        new("signalr-sse", "SignalR (SSE)", "signalr-sse", place => DotNet(place, "SignalR")) { Remark = Defaults },
        new("signalr-ws", "SignalR (WebSocket)", "signalr-ws", place => DotNet(place, "SignalR")) { Remark = Defaults },
        new("sse", "TypedResults.ServerSentEvents", "sse", place => DotNet(place, "Sse")) { Remark = "a bounded queue of 1,024 a connection; logging off" },
        new("nchan", "nginx + nchan, 1 worker", "nchan", Nchan) { Remark = "EventSource, buffer of 20,000 messages, access_log off", AtMost = 2 },
        new("trpc", "tRPC v11 (SSE)", "trpc", Trpc) { Remark = "standalone adapter, NODE_ENV=production", AtMost = 2 },
        new("floor", "C floor, one write a delivery", "sse", place => new ServerCommand(Path.Combine(place.Tools, "floor"), ["--port", $"{place.Port}"])) { Remark = "epoll, 1 thread, frame made beforehand", AtMost = 2 },
        new("bare", "bare minimal API, one subscriber", "sse", place => DotNet(place, "Sse", "--mode=bare")) { Remark = "parses the same JSON, one queue; logging off" },
        new("idle", "bare Kestrel stream", "sse", place => DotNet(place, "Sse", "--mode=idle")) { Remark = "writes one line, holds nothing; logging off" },
        new("signalr-sse-workstation", "SignalR (SSE), workstation GC", "signalr-sse", place => With(DotNet(place, "SignalR"), s_workstation)) { Remark = Defaults },
        new("sse-workstation", "TypedResults.ServerSentEvents, workstation GC", "sse", place => With(DotNet(place, "Sse"), s_workstation)) { Remark = Defaults },
        new("idle-workstation", "bare Kestrel stream, workstation GC", "sse", place => With(DotNet(place, "Sse", "--mode=idle"), s_workstation)) { Remark = Defaults },
        new("bare-workstation", "bare minimal API, one subscriber, workstation GC", "sse", place => With(DotNet(place, "Sse", "--mode=bare"), s_workstation)) { Remark = Defaults },
        new("idle-tuned", "bare Kestrel stream, workstation GC, inline scheduling", "sse", place => With(DotNet(place, "Sse", "--mode=idle", "--tuned=true"), s_workstation)) { Remark = Tuned },
        new("bare-tuned", "bare minimal API, one subscriber, workstation GC, inline scheduling", "sse", place => With(DotNet(place, "Sse", "--mode=bare", "--tuned=true"), s_workstation)) { Remark = Tuned },
        new("pubsub-http1", "HTTP/1.1, plaintext", "pubsub", place => Orders(place, Http(place))) { Remark = "as PubSub; client in C#", Transport = ClientTransport.Http1 },
        new("pubsub-tls", "HTTP/1.1, TLS 1.3", "pubsub", OrdersTls) { Remark = "as PubSub; client in C#", Transport = ClientTransport.TlsHttp1 },
        new("pubsub-h2", "HTTP/2, TLS 1.3", "pubsub", OrdersTls) { Remark = "as PubSub; client in C#", Transport = ClientTransport.TlsHttp2 },
        new(RedisClient, "StackExchange.Redis alone", Self, place => Publishing(place, "client-redis")) { Remark = "one script a publish: order, append, trim, expire, PUBLISH", Broker = BrokerKind.Redis },
        new(RedisNode, "PubSub on Redis", Self, place => Publishing(place, "node-redis")) { Remark = "IEventPublisher, in process", Broker = BrokerKind.Redis },
        new(KafkaClient, "Confluent.Kafka alone", Self, place => Publishing(place, "client-kafka-reading")) { Remark = "idempotent producer, acks=all, and a consumer of the same topic, as each node has", Broker = BrokerKind.Kafka },
        new(KafkaProducer, "Confluent.Kafka alone, producing only", Self, place => Publishing(place, "client-kafka")) { Remark = "idempotent producer, acks=all", Broker = BrokerKind.Kafka },
        new(KafkaNode, "PubSub on Kafka", Self, place => Publishing(place, "node-kafka")) { Remark = "IEventPublisher, in process", Broker = BrokerKind.Kafka },
    ];

    /// <exception cref="CompareException">There is no server of that name.</exception>
    public static ServerDefinition Find(string name) =>
        All.FirstOrDefault(server => server.Name == name)
        ?? throw new CompareException($"There is no server '{name}'. There are: {string.Join(", ", All.Select(server => server.Name))}.");

    private static string Http(ServerPlace place) => $"http://127.0.0.1:{place.Port}";

    private static ServerCommand OrdersTls(ServerPlace place)
    {
        (string path, string password) = ServerCertificate.Write(place.Folder);
        return Orders(place, $"https://127.0.0.1:{place.Port}", $"--Kestrel:Certificates:Default:Path={path}", $"--Kestrel:Certificates:Default:Password={password}");
    }

    private static ServerCommand Orders(ServerPlace place, string url, params string[] arguments)
    {
        string project = Path.Combine(place.Root, "samples", "Orders.Server");
        return DotNet(Path.Combine(project, "bin", "Release", "net10.0", "Orders.Server.dll"), ["--urls", url, .. arguments]) with { WorkingDirectory = project };
    }

    private static ServerCommand DotNet(ServerPlace place, string peer, params string[] arguments) =>
        DotNet(
            Path.Combine(Peers(place), peer, "bin", "Release", "net10.0", $"PubSub.Benchmarks.{peer}.dll"),
            ["--urls", Http(place), .. arguments]);

    private static ServerCommand DotNet(string assembly, IEnumerable<string> arguments) =>
        With(new ServerCommand("dotnet", [assembly, .. arguments]) { Needs = [assembly] }, KeyValuePair.Create("DOTNET_ENVIRONMENT", "Production"));

    private static ServerCommand Publishing(ServerPlace place, string mode) => DotNet(place, "Brokers", $"--mode={mode}", $"--address={place.BrokerAddress}");

    private static ServerCommand Nchan(ServerPlace place)
    {
        string configuration = Path.Combine(place.Folder, "nginx.conf");
        string template = Path.Combine(Peers(place), "Nchan", "nginx.conf.template");
        File.WriteAllText(configuration, File.ReadAllText(template).Replace("@PORT@", $"{place.Port}", StringComparison.Ordinal).Replace("@DIR@", place.Folder, StringComparison.Ordinal));
        return new ServerCommand("nginx", ["-e", Path.Combine(place.Folder, "error.log"), "-p", place.Folder, "-c", configuration])
        {
            Needs = ["/usr/lib/nginx/modules/ngx_nchan_module.so"],
        };
    }

    private static ServerCommand Trpc(ServerPlace place)
    {
        string folder = Path.Combine(Peers(place), "Trpc");
        var command = new ServerCommand("node", [Path.Combine(folder, "server.mjs"), $"{place.Port}"])
        {
            Needs = [Path.Combine(folder, "node_modules", "@trpc", "server")],
        };
        return With(command, KeyValuePair.Create("NODE_ENV", "production"));
    }

    private static ServerCommand With(ServerCommand command, params KeyValuePair<string, string>[] variables) =>
        command with { Environment = new Dictionary<string, string>([.. command.Environment, .. variables]) };

    private static string Peers(ServerPlace place) => Path.Combine(place.Root, "tests", "Benchmarks", "Peers");
}
