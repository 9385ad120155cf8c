using Collab.Events;
using PubSub.Benchmarks.Brokers;
using PubSub.Benchmarks.Compare.Load;
using PubSub.Core.Hosting;

// Publishes to a broker from within one process, by the bare client or by a node, and reports how many publishes that were. GET /run puts it under load.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
string mode = builder.Configuration["mode"] ?? "", address = builder.Configuration["address"] ?? "";
switch (mode)
{
    case "client-redis":
        builder.Services.AddSingleton<IPublisher>(new RedisClientPublisher(address));
        break;
    case "client-kafka":
        builder.Services.AddSingleton<IPublisher>(new KafkaClientPublisher(address, reads: false));
        break;
    case "client-kafka-reading":
        builder.Services.AddSingleton<IPublisher>(new KafkaClientPublisher(address, reads: true));
        break;
    case "node-redis":
        AddNode().UseRedis(address);
        break;
    case "node-kafka":
        AddNode().UseKafka(address);
        break;
    default:
        await Console.Error.WriteLineAsync($"There is no mode '{mode}'. There are: client-redis, client-kafka, client-kafka-reading, node-redis, node-kafka.");
        return 2;
}

WebApplication app = builder.Build();
app.MapGet("/run", async (int seconds, int warmup, int inFlight, int payload, IPublisher publisher) =>
    Results.Json(await new PublishRun(publisher, inFlight, payload).RunAsync(TimeSpan.FromSeconds(warmup), TimeSpan.FromSeconds(seconds)), LoadJson.Default.LoadResult));
await app.RunAsync();
return 0;

PubSubBuilder AddNode()
{
    builder.Services.AddSingleton<IPublisher, NodePublisher>();
    return builder.Services.AddPubSubCore(options => options.ContractAssemblies.Add(typeof(LedgerChannel).Assembly));
}
