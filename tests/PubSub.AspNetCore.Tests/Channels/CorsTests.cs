using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Channels;

/// <summary>ASP.NET Core's own CORS, on what <c>MapPubSub</c> returns.</summary>
public sealed class CorsTests : ChannelTestBase
{
    private const string Origin = "https://app.example";

    protected override void Configure(TestHostSettings settings)
    {
        base.Configure(settings);
        settings.Services.Add(services => services.AddCors());
        settings.Pipeline.Insert(0, app => app.UseCors());
        settings.Conventions.Add(endpoints => endpoints.RequireCors(policy => policy.WithOrigins(Origin).AllowAnyHeader().WithMethods("GET", "POST").AllowCredentials()));
    }

    [Theory]
    [InlineData("/events?channel=public-a")]
    [InlineData("/channels/public-a/subscribe")]
    public async Task Stream_AllowedOrigin_IsAllowedToReadIt(string path)
    {
        using HttpRequestMessage request = From(HttpMethod.Get, path, Origin);
        using HttpResponseMessage response = await Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        AllowedOrigin(response).ShouldBe(Origin);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
    }

    [Theory]
    [InlineData("/events", """{"name":"said","payload":{},"channel":"public-a"}""")]
    [InlineData("/channels/public-a/publish", """{"event":"said","data":{}}""")]
    [InlineData("/channels/public-a/publish", "no JSON")]
    public async Task Publish_AllowedOrigin_IsAllowedToReadTheAnswer(string path, string json)
    {
        using HttpRequestMessage request = ProbeHost.Post(json, path);
        request.Headers.Add("Origin", Origin);
        using HttpResponseMessage response = await Host.Client.SendAsync(request);

        AllowedOrigin(response).ShouldBe(Origin);
    }

    [Theory]
    [InlineData("/events", "POST")]
    [InlineData("/events", "GET")]
    [InlineData("/channels/public-a/publish", "POST")]
    [InlineData("/channels/public-a/subscribe", "GET")]
    public async Task Preflight_AllowedOrigin_IsAnswered(string path, string method)
    {
        using HttpRequestMessage request = From(HttpMethod.Options, path, Origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
        using HttpResponseMessage response = await Host.Client.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(204);
        AllowedOrigin(response).ShouldBe(Origin);
        response.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("authorization");
    }

    [Theory]
    [InlineData("/events?channel=public-a")]
    [InlineData("/channels/public-a/subscribe")]
    public async Task Stream_AnotherOrigin_IsNotAllowed(string path)
    {
        using HttpRequestMessage request = From(HttpMethod.Get, path, "https://evil.example");
        using HttpResponseMessage response = await Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        AllowedOrigin(response).ShouldBeNull();
    }

    private static HttpRequestMessage From(HttpMethod method, string path, string origin)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        return request;
    }

    private static string? AllowedOrigin(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? values) ? values.Single() : null;
}
