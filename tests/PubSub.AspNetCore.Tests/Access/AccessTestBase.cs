using System.Net.Http.Headers;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Core;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Access;

/// <summary>A host whose callers say who they are in headers, and requests as one of them.</summary>
public abstract class AccessTestBase : IAsyncLifetime
{
    protected ProbeHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await ProbeHost.StartAsync(settings =>
    {
        HeaderAuthentication.Use(settings);
        settings.PubSub.Add(Configure);
        Configure(settings);
    });

    public async Task DisposeAsync() => await Host.DisposeAsync();

    protected virtual void Configure(PubSubOptions options)
    {
    }

    protected virtual void Configure(TestHostSettings settings)
    {
    }

    /// <summary>The headers of a caller: a user with claims, each <c>type=value</c>.</summary>
    protected static Action<HttpRequestHeaders> As(string user, params string[] claims) => headers =>
    {
        headers.Add(HeaderAuthentication.Header, user);
        foreach (string claim in claims) headers.Add(HeaderAuthentication.ClaimHeader, claim);
    };

    protected async Task<HttpResponseMessage> PostAsync(string path, string json, Action<HttpRequestHeaders>? caller = null)
    {
        using HttpRequestMessage request = ProbeHost.Post(json, path);
        caller?.Invoke(request.Headers);
        return await Host.Client.SendAsync(request);
    }

    /// <summary>The head of the answer, and the whole of it where it is no stream.</summary>
    protected async Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestHeaders>? caller = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        caller?.Invoke(request.Headers);
        return await Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    protected Task<SseStream> OpenAsync(string path, Action<HttpRequestHeaders>? caller = null, string? lastEventId = null) =>
        SseStream.OpenAsync(Host.Host.BaseAddress, path, lastEventId, caller);
}
