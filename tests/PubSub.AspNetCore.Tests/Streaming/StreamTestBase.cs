using System.Text.Json;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>A host of its own for each test, because streams see what others publish.</summary>
public abstract class StreamTestBase : IAsyncLifetime
{
    protected ProbeHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await ProbeHost.StartAsync(Configure);

    public async Task DisposeAsync() => await Host.DisposeAsync();

    protected virtual void Configure(TestHostSettings settings)
    {
    }

    protected Task<SseStream> OpenAsync(string query, string? lastEventId = null) => SseStream.OpenAsync(Host.Host.BaseAddress, "/events?" + query, lastEventId);

    /// <summary>Publishes on the channel that keeps its last five events, and answers the event's id.</summary>
    protected async Task<string> NoteAsync(int number, string? region = null, string? text = null)
    {
        string payload = JsonSerializer.Serialize(new { number, region, text });
        using HttpResponseMessage response = await Host.SendAsync($$"""{"name":"short:note","payload":{{payload}}}""");
        return (await response.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("id").GetString()!;
    }

    /// <summary>Publishes on the channel that keeps nothing.</summary>
    protected async Task<string> TickAsync(int count)
    {
        using HttpResponseMessage response = await Host.SendAsync($$$"""{"name":"live:tick","payload":{"count":{{{count}}}}}""");
        return (await response.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("id").GetString()!;
    }
}
