using Microsoft.AspNetCore.SignalR;
using PubSub.Benchmarks.Peers;
using PubSub.Benchmarks.SignalR;

// A SignalR server as its documentation writes one, without logging; --urls says where it listens.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, BenchJson.Default));
builder.Services.AddSignalR().AddJsonProtocol(options => options.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, BenchJson.Default));

WebApplication app = builder.Build();
app.MapHub<EventHub>("/hub");
app.MapPost("/publish", async (string channel, BenchPayload payload, IHubContext<EventHub> hub) =>
{
    await hub.Clients.Group(channel).SendAsync("e", payload);
    return TypedResults.Ok(new PublishAnswer(Ok: true));
});
await app.RunAsync();
