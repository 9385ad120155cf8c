using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.AspNetCore.Tests.Contracts;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests;

/// <summary>A host that serves this assembly's contracts, and what tests say to it.</summary>
public sealed class ProbeHost : IAsyncDisposable
{
    private ProbeHost(TestHost host, ProbeState state)
    {
        Host = host;
        State = state;
    }

    public TestHost Host { get; }

    public ProbeState State { get; }

    public HttpClient Client => Host.Client;

    public static async Task<ProbeHost> StartAsync(Action<TestHostSettings>? configure = null)
    {
        var state = new ProbeState();
        TestHost host = await TestHost.StartAsync(typeof(ProbeHost).Assembly, settings =>
        {
            settings.Services.Add(services => services.AddSingleton(state));
            configure?.Invoke(settings);
        });
        return new ProbeHost(host, state);
    }

    public static HttpRequestMessage Post(string json, string path = "/events") => Post(Encoding.UTF8.GetBytes(json), path);

    public static HttpRequestMessage Post(byte[] body, string path = "/events")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    public Task<HttpResponseMessage> SendAsync(string json) => Client.SendAsync(Post(json));

    /// <summary>Publishes an echo of a text and returns the answer.</summary>
    public async Task<JsonElement> EchoAsync(string text, string? clientEventId = null)
    {
        string id = clientEventId is null ? "" : $",\"clientEventId\":\"{clientEventId}\"";
        using HttpResponseMessage response = await SendAsync($"{{\"name\":\"probe:echo\",\"payload\":{{\"text\":\"{text}\",\"number\":1}}{id}}}");
        return await response.ShouldBeOkAsync();
    }

    /// <summary>The history of a channel.</summary>
    public async Task<JsonElement> HistoryAsync(string query)
    {
        using HttpResponseMessage response = await Client.GetAsync("/events/history?" + query);
        return await response.ShouldBeOkAsync();
    }

    /// <summary>Fails where any event has reached the history.</summary>
    public async Task ShouldHaveNoEventsAsync()
    {
        foreach (string channel in new[] { "probe", "room:a", "open" })
            (await HistoryAsync("channel=" + channel)).GetProperty("events").GetArrayLength().ShouldBe(0, $"events on {channel}");
    }

    /// <summary>Stops the host, and fails where it had an error that no test asked for.</summary>
    public async ValueTask DisposeAsync()
    {
        State.Release.TrySetResult();
        await Host.DisposeAsync();
        Host.Logs.Where(e => e.Id.Id is 3000 or 3003 || (e.Level >= LogLevel.Error && e.Category.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)))
            .Select(e => $"{e.Category} {e.Message} {e.Exception}")
            .ShouldBeEmpty();
    }
}
