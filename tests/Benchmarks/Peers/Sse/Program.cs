using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using PubSub.Benchmarks.Peers;
using PubSub.Benchmarks.Sse;

// Plain server-sent events on ASP.NET Core, without logging; --urls says where it listens, and --mode what it is:
//   queue  TypedResults.ServerSentEvents with a bounded queue for each connection (the default)
//   bare   the least for one subscriber, as the reference for a publish
//   idle   streams that write one line and hold nothing, as the reference for an idle connection
// --tuned=true handles requests on the threads that have read them, as UsePubSubTuning does.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, BenchJson.Default));

if (builder.Configuration.GetValue<bool>("tuned")) builder.Services.Configure<SocketTransportOptions>(options => options.UnsafePreferInlineScheduling = true);

WebApplication app = builder.Build();
switch (builder.Configuration["mode"] ?? "queue")
{
    case "queue":
        var streams = new EventStreams();
        app.MapGet("/stream", (string channel, CancellationToken aborted) => TypedResults.ServerSentEvents(streams.Subscribe(channel, aborted)));
        app.MapPost("/publish", async (string channel, BenchPayload payload) =>
        {
            await streams.PublishAsync(channel, payload);
            return TypedResults.Ok(new PublishAnswer(Ok: true));
        });
        break;

    case "bare":
        var single = new SingleStream();
        app.MapGet("/stream", single.RunAsync);
        app.MapPost("/publish", (BenchPayload payload) =>
        {
            single.Publish(payload);
            return TypedResults.Ok(new PublishAnswer(Ok: true));
        });
        break;

    case "idle":
        app.MapGet("/stream", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(": ready\n\n", context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        break;

    default:
        throw new ArgumentException($"--mode is queue, bare or idle, and not '{builder.Configuration["mode"]}'.");
}

await app.RunAsync();
