using PubSub.Core.Hosting;
using PubSub.Samples;

// No contract and no code of its own: the page speaks the channels' protocol at /ws.
WebApplicationBuilder builder = SampleHost.Create(args, "http://127.0.0.1:5090");
PubSubBuilder pubsub = builder.Services.AddPubSub(options =>
{
    builder.Configuration.GetSection("PubSub").Bind(options);
    DevLogin.GuardTeams(options);
});
builder.AddDevLogin();
if (Broker.Use(pubsub, builder.Configuration) is not { } broker) return 1;

WebApplication app = builder.Build();
app.MapSample();
return await SampleHost.RunAsync(app, broker, "open / in two windows and move the mouse. /?board=NAME is another board.");
