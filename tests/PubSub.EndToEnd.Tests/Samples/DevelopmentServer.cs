using PubSub.EndToEnd.Tests.Readme;

namespace PubSub.EndToEnd.Tests.Samples;

/// <summary>The sample server as a developer runs it.</summary>
public sealed class DevelopmentServer : IAsyncLifetime
{
    private SampleProcess _process = null!;

    /// <summary>A client without cookies and redirects.</summary>
    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _process = await SampleProcess.StartAsync("Development");
        Client = NewClient(_process);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    internal static HttpClient NewClient(SampleProcess process) =>
        new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = new Uri($"http://{process.Address}") };
}
