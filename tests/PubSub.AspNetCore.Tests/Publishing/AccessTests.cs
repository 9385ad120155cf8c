using System.Text.Json;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Publishing;

/// <summary>Who may publish and read, where the host asks for authentication.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private const string Echo = """{"name":"probe:echo","payload":{"text":"a","number":1},"clientEventId":"e-1"}""";
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync(HeaderAuthentication.Use);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Post_Anonymous_IsUnauthenticated()
    {
        using HttpResponseMessage response = await _host.SendAsync(Echo);
        await response.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
        _host.State.Runs.ShouldBe(0);
    }

    [Fact]
    public async Task Post_AnonymousWithWrongPayload_IsUnauthenticatedFirst()
    {
        using HttpResponseMessage response = await _host.SendAsync("""{"name":"probe:echo","payload":{}}""");
        await response.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task Post_AnonymousOnPublicChannel_IsPublished()
    {
        using HttpResponseMessage response = await _host.SendAsync("""{"name":"open:note","payload":{"text":"a"}}""");
        await response.ShouldBeOkAsync();
    }

    [Fact]
    public async Task History_Anonymous_IsUnauthenticated()
    {
        using HttpResponseMessage response = await _host.Client.GetAsync("/events/history?channel=probe");
        await response.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task History_AnonymousOnEphemeralChannel_IsUnauthenticated()
    {
        using HttpResponseMessage response = await _host.Client.GetAsync("/events/history?channel=live");
        await response.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task History_AnonymousOnPublicChannel_IsAnswered() => await _host.HistoryAsync("channel=open");

    [Fact]
    public async Task Post_Users_HaveClientEventIdsOfTheirOwn()
    {
        (await AsAsync("ann")).GetProperty("status").GetString().ShouldBe("ok");
        (await AsAsync("bob")).GetProperty("status").GetString().ShouldBe("ok");
        (await AsAsync("ann")).GetProperty("status").GetString().ShouldBe("replayed");
        _host.State.Runs.ShouldBe(2);
    }

    private async Task<JsonElement> AsAsync(string user)
    {
        using HttpRequestMessage request = ProbeHost.Post(Echo);
        request.Headers.Add(HeaderAuthentication.Header, user);
        using HttpResponseMessage response = await _host.Client.SendAsync(request);
        return await response.ShouldBeOkAsync();
    }
}
