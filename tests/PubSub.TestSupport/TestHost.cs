using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PubSub.TestSupport;

/// <summary>
/// A web application with PubSub on real Kestrel, on a free port of 127.0.0.1. Anonymous callers are allowed unless the settings say otherwise.
/// </summary>
public sealed class TestHost : IAsyncDisposable
{
    /// <summary>How long a test waits for what must happen: generous, because the machine may be busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly LogCollector _logs;

    private TestHost(WebApplication app, LogCollector logs)
    {
        _app = app;
        _logs = logs;
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = NewClient();
    }

    public Uri BaseAddress { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, BaseAddress.Port);

    /// <summary>A client without cookies and redirects.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What was logged so far.</summary>
    public IReadOnlyList<LogEntry> Logs => _logs.Entries;

    /// <summary>Starts a host that serves the contracts of one assembly.</summary>
    public static Task<TestHost> StartAsync(Assembly contracts, Action<TestHostSettings>? configure = null)
    {
        var settings = new TestHostSettings();
        settings.PubSub.Add(options => options.ContractAssemblies.Add(contracts));
        configure?.Invoke(settings);
        return StartAsync(settings);
    }

    /// <summary>Starts a host.</summary>
    public static async Task<TestHost> StartAsync(TestHostSettings settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        var logs = new LogCollector();
        builder.Logging.AddProvider(logs).SetMinimumLevel(settings.LogLevel);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        foreach (Action<IWebHostBuilder> configure in settings.WebHost) configure(builder.WebHost);
        builder.Services.AddRoutingCore();
        foreach (Action<IServiceCollection> configure in settings.Services) configure(builder.Services);
        builder.Services
            .AddPubSub(options =>
            {
                options.AllowAnonymous = true;
                options.AllowAnonymousIdempotency = true;
                foreach (Action<Core.PubSubOptions> configure in settings.PubSub) configure(options);
            })
            .ConfigureHttp(options =>
            {
                foreach (Action<AspNetCore.PubSubHttpOptions> configure in settings.Http) configure(options);
            });

        WebApplication app = builder.Build();
        app.UseRouting();
        foreach (Action<WebApplication> configure in settings.Pipeline) configure(app);
        IEndpointConventionBuilder endpoints = app.MapPubSub(settings.Prefix);
        foreach (Action<IEndpointConventionBuilder> configure in settings.Conventions) configure(endpoints);
        await app.StartAsync();
        return new TestHost(app, logs);
    }

    /// <summary>A client of its own connections, without cookies and redirects.</summary>
    public HttpClient NewClient() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false })
    {
        BaseAddress = BaseAddress,
        Timeout = Patience,
    };

    /// <summary>Connects without HTTP.</summary>
    public Task<RawConnection> ConnectAsync(int? receiveBuffer = null) => RawConnection.OpenAsync(EndPoint, receiveBuffer);

    /// <summary>Stops the host as a signal would, and returns when it has stopped or the token is cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        // A test that failed may have left an action or a stream behind: do not wait the whole shutdown timeout for it.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }
}
