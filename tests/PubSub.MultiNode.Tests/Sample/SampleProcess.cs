using System.Net;
using System.Text.RegularExpressions;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Sample;

/// <summary>The sample server on a broker, as its README starts it.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private SampleProcess(ServerProcess process, Uri address)
    {
        _process = process;
        BaseAddress = address;
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = address, Timeout = Eventually.Limit };
    }

    public Uri BaseAddress { get; }

    public HttpClient Client { get; }

    public string Log => _process.Log;

    public static async Task<SampleProcess> StartAsync(string[] arguments, IReadOnlyDictionary<string, string>? environment = null, string sample = "Orders.Server")
    {
        ServerProcess process = Start(sample, arguments, environment);
        try
        {
            string line = await process.LineAsync("is at http");
            return new SampleProcess(process, new Uri(AddressPattern().Match(line).Value));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a sample that does not come to serve, and answers what it wrote.</summary>
    public static async Task<string> FailAsync(params string[] arguments)
    {
        await using ServerProcess process = Start("Orders.Server", arguments, environment: null);
        await process.WhenExitedAsync();
        return process.Log;
    }

    public Task BecomesAsync(HttpStatusCode health) => Eventually.HoldsAsync(
        async () =>
        {
            using HttpResponseMessage response = await Client.GetAsync("/health");
            return response.StatusCode == health;
        },
        $"health {health}");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    private static ServerProcess Start(string sample, string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        string folder = Path.Combine(Repository.Root, "samples", sample);
        return new ServerProcess(
            Path.Combine(folder, "bin", Repository.Configuration, "net10.0", sample + ".dll"), folder, ["--urls", "http://127.0.0.1:0", .. arguments], environment);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex AddressPattern();
}
