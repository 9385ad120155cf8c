using Collab.Events;
using Orders.Events;
using Orders.Events.Actions;
using PubSub.Core.Hosting;
using PubSub.Samples;

WebApplicationBuilder builder = SampleHost.Create(args, "http://127.0.0.1:5080");
builder.Services.AddSingleton<IOrderStore, InMemoryOrderStore>();
PubSubBuilder pubsub = builder.Services.AddPubSub(options =>
{
    builder.Configuration.GetSection("PubSub").Bind(options);
    options.ContractAssemblies.Add(typeof(OrdersChannel).Assembly);
    options.ContractAssemblies.Add(typeof(ChatChannel).Assembly);

    // A sample lets everyone in. A server of your own leaves both out, and its callers sign in.
    options.AllowAnonymous = true;
    options.AllowAnonymousIdempotency = true;

    // What is private by its name stays so, also here.
    DevLogin.GuardTeams(options);
});
builder.AddDevLogin();
if (Broker.Use(pubsub, builder.Configuration) is not { } broker) return 1;

WebApplication app = builder.Build();
app.MapSample();
return await SampleHost.RunAsync(
    app, broker, "/ is a page to try it, POST /events sends, GET /events?channel=orders streams, GET /events/contract tells the contract.");
