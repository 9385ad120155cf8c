using PubSub.AspNetCore.Tests.Hosting;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>A host of its own for each test, where whoever sends the header <c>X-User</c> is that user.</summary>
public abstract class SocketTestBase : IAsyncLifetime
{
    protected ProbeHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await ProbeHost.StartAsync(settings =>
    {
        HeaderAuthentication.Use(settings);
        Configure(settings);
    });

    public async Task DisposeAsync() => await Host.DisposeAsync();

    protected virtual void Configure(TestHostSettings settings)
    {
    }

    /// <summary>Connects, as a user or as nobody.</summary>
    protected Task<SocketClient> ConnectAsync(string? user = null, string path = "/ws") =>
        SocketClient.ConnectAsync(Host.Host.BaseAddress, path, user is null ? [] : [(HeaderAuthentication.Header, user)]);

    /// <summary>Connects and joins a channel.</summary>
    protected async Task<SocketClient> JoinAsync(string channel, string? user = null)
    {
        SocketClient client = await ConnectAsync(user);
        (await client.AskAsync($$"""{"type":"join","channel":"{{channel}}"}""")).GetProperty("type").GetString().ShouldBe("channel:joined");
        return client;
    }
}
