using Collab.Events;
using Microsoft.AspNetCore.Connections;
using Orders.Events;
using Orders.Events.Actions;
using Orders.Server;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null) builder.WebHost.UseUrls("http://127.0.0.1:5080");

builder.WebHost.UsePubSubTuning();
builder.Services.AddSingleton<IOrderStore, InMemoryOrderStore>();
builder.Services.AddPubSub(options =>
{
    builder.Configuration.GetSection("PubSub").Bind(options);
    options.ContractAssemblies.Add(typeof(OrdersChannel).Assembly);
    options.ContractAssemblies.Add(typeof(ChatChannel).Assembly);

    // A sample lets everyone in. A server of your own leaves both out, and its callers sign in.
    options.AllowAnonymous = true;
    options.AllowAnonymousIdempotency = true;
});

WebApplication app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = PageHeaders.Add });
app.MapPubSub();
app.Lifetime.ApplicationStarted.Register(() => app.Logger.Ready(string.Join(", ", app.Urls)));

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
