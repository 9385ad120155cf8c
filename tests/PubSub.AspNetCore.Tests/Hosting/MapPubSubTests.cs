using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PubSub.AspNetCore.Tests.Hosting;

/// <summary>Where the endpoints are.</summary>
public sealed class MapPubSubTests
{
    [Fact]
    public async Task Map_Prefix_MovesEveryEndpoint()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(s => s.Prefix = "/api/v1");
        using HttpResponseMessage posted = await host.Client.SendAsync(ProbeHost.Post("""{"name":"open:note","payload":{"text":"a"}}""", "/api/v1/events"));
        await posted.ShouldBeOkAsync();
        (await host.Client.GetAsync("/api/v1/events/history?channel=open")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Client.GetAsync("/api/v1/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Map_OtherPaths_AreServed()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(s => s.Http.Add(o =>
        {
            o.EventsPath = "/bus";
            o.HistoryPath = "/past";
        }));
        using HttpResponseMessage posted = await host.Client.SendAsync(ProbeHost.Post("""{"name":"open:note","payload":{"text":"a"}}""", "/bus"));
        await posted.ShouldBeOkAsync();
        (await host.Client.GetAsync("/past?channel=open")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Client.GetAsync("/events/history?channel=open")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Map_NullPath_IsNotServed()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(s => s.Http.Add(o => o.HealthPath = null));
        (await host.Client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Map_HostAsksForAuthorizationByCookies_AnswersUnauthorizedAndNoRedirect()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(s =>
        {
            s.Services.Add(services => services.AddAuthorization().AddAuthentication("Cookies").AddCookie("Cookies"));
            s.Pipeline.Add(app => app.UseAuthentication().UseAuthorization());
            s.Conventions.Add(endpoints => endpoints.RequireAuthorization());
        });
        (await host.Client.GetAsync("/events/contract")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("events")]
    [InlineData("/events/")]
    [InlineData("/{anything}")]
    [InlineData("/a b")]
    [InlineData("")]
    public async Task Map_PathThatIsNone_FailsAndNamesTheOption(string path)
    {
        OptionsValidationException error = await Should.ThrowAsync<OptionsValidationException>(
            () => ProbeHost.StartAsync(s => s.Http.Add(o => o.EventsPath = path)));
        error.Message.ShouldContain($"PubSubHttpOptions.EventsPath is '{path}'");
    }

    [Fact]
    public async Task Map_OnePathTwice_FailsAndNamesBothOptions()
    {
        OptionsValidationException error = await Should.ThrowAsync<OptionsValidationException>(
            () => ProbeHost.StartAsync(s => s.Http.Add(o => o.HistoryPath = "/events")));
        error.Message.ShouldContain("HistoryPath is '/events', and so is PubSubHttpOptions.EventsPath");
    }

    [Fact]
    public async Task Map_CookieNameThatIsNone_FailsAndNamesTheOption()
    {
        OptionsValidationException error = await Should.ThrowAsync<OptionsValidationException>(
            () => ProbeHost.StartAsync(s => s.Http.Add(o => o.SessionCookie = "a;b")));
        error.Message.ShouldContain("PubSubHttpOptions.SessionCookie is 'a;b'");
    }

    [Fact]
    public async Task Map_TimeOutOfRange_FailsAndNamesTheOption()
    {
        OptionsValidationException error = await Should.ThrowAsync<OptionsValidationException>(
            () => ProbeHost.StartAsync(s => s.Http.Add(o => o.HealthTimeout = TimeSpan.Zero)));
        error.Message.ShouldContain("PubSubHttpOptions.HealthTimeout is 00:00:00");
    }

    [Fact]
    public void Map_WithoutAddPubSub_SaysWhatToCall()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        WebApplication app = builder.Build();
        Should.Throw<InvalidOperationException>(() => app.MapPubSub()).Message.ShouldContain("AddPubSub");
    }
}
