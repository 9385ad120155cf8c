using Collab.Events;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Orders.Events;
using Orders.Events.Actions;
using Orders.Server;
using PubSub.Core.Adapters;
using PubSub.Core.Hosting;
using PubSub.Samples;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null) builder.WebHost.UseUrls("http://127.0.0.1:5080");

builder.WebHost.UsePubSubTuning();
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

Broker broker;
try
{
    broker = Broker.Read(builder.Configuration);
    broker.Use(pubsub);
}
catch (Exception exception) when (exception is ArgumentException or OptionsValidationException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

WebApplication app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = PageHeaders.Add });
app.MapPubSub();
app.MapDevLogin();
app.Lifetime.ApplicationStarted.Register(() =>
{
    if (broker.Address.Length > 0) app.Logger.OnBroker(broker.Name, broker.AddressWithoutCredentials);
    app.Logger.Ready(string.Join(", ", app.Urls));
});

try
{
    await app.RunAsync();
    return 0;
}
catch (IOException exception) when (exception.InnerException is AddressInUseException)
{
    app.Logger.AddressInUse(exception.Message);
    return 1;
}
catch (BrokerUnavailableException exception)
{
    app.Logger.BrokerUnavailable(broker.Name, broker.AddressWithoutCredentials, exception.Message);
    return 1;
}
