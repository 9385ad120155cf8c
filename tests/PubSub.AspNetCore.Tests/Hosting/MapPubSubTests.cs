using System.Net;
using Microsoft.AspNetCore.Builder;
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
        error.Message.ShouldContain("EventsPath");
    }

    [Fact]
    public async Task Map_TimeOutOfRange_FailsAndNamesTheOption()
    {
        OptionsValidationException error = await Should.ThrowAsync<OptionsValidationException>(
            () => ProbeHost.StartAsync(s => s.Http.Add(o => o.HealthTimeout = TimeSpan.Zero)));
        error.Message.ShouldContain("HealthTimeout");
    }

    [Fact]
    public void Map_WithoutAddPubSub_SaysWhatToCall()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        WebApplication app = builder.Build();
        Should.Throw<InvalidOperationException>(() => app.MapPubSub()).Message.ShouldContain("AddPubSub");
    }
}
