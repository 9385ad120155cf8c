using Collab.Events;
using Microsoft.AspNetCore.Authentication;
using Orders.Events;
using Orders.Events.Actions;
using PubSub.Core.Hosting;
using PubSub.TestNode;
using PubSub.TestNode.Faults;
using PubSub.TestNode.Hosting;
using PubSub.TestNode.Work;

// One node of a system under test. It prints "ready <address>" when it serves and "reached <point>" where it was told to fail, and ends when its standard
// input does, so that it never outlives the tests that started it.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
NodeSettings node = NodeSettings.Read(builder.Configuration);
builder.WebHost.UsePubSubTuning();
builder.Services.AddSingleton(node);
builder.Services.AddSingleton<FaultGate>();
builder.Services.AddSingleton<EffectFile>();
builder.Services.AddSingleton<IOrderStore, InMemoryOrderStore>();
builder.Services.AddSingleton<TimeProvider>(new OffsetTimeProvider(node.ClockOffset));
PubSubBuilder pubsub = builder.Services.AddPubSub(options =>
{
    options.ContractAssemblies.Add(typeof(OrdersChannel).Assembly);
    options.ContractAssemblies.Add(typeof(ChatChannel).Assembly);
    options.ContractAssemblies.Add(typeof(WorkChannel).Assembly);
    options.AllowAnonymous = true;
    options.AllowAnonymousIdempotency = true;
    options.Source = node.Name;
    builder.Configuration.GetSection("PubSub").Bind(options);
    if (node.Lease is { } lease) options.IdempotencyLease = lease;
});
NodeBroker.Use(pubsub, node);
builder.Services.AddAuthentication(NameAuthentication.Name).AddScheme<AuthenticationSchemeOptions, NameAuthentication>(NameAuthentication.Name, null);
FaultServices.Decorate(builder.Services);

WebApplication app = builder.Build();
app.MapPubSub();
app.MapPost("/faults/release", (FaultGate gate) => gate.Release());
app.Lifetime.ApplicationStarted.Register(() => Console.Out.WriteLine($"ready {app.Urls.Single()}"));
// On a thread of its own: reading the console blocks.
new Thread(() =>
{
    Console.In.ReadToEnd();
    Environment.Exit(0);
}) { IsBackground = true }.Start();
await app.RunAsync();
