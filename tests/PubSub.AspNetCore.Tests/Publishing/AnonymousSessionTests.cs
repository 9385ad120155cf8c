using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Publishing;

/// <summary>The cookie that scopes an anonymous caller's client event ids, where the host does not take them without one.</summary>
public sealed class AnonymousSessionTests : IAsyncLifetime
{
    private const string Echo = """{"name":"probe:echo","payload":{"text":"a","number":1},"clientEventId":"e-1"}""";
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync(s => s.PubSub.Add(o => o.AllowAnonymousIdempotency = false));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Post_ClientEventIdWithoutSession_IsRefusedAndBringsTheSession()
    {
        using HttpResponseMessage response = await _host.SendAsync(Echo);
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
        response.Headers.GetValues("Set-Cookie").Single()
            .ShouldMatch("^pubsub-session=[A-Za-z0-9_-]{22}; path=/; samesite=lax; httponly$");
        _host.State.Runs.ShouldBe(0);
    }

    [Fact]
    public async Task Post_RetryWithTheSession_RunsOnce()
    {
        string session = await BeginSessionAsync();
        (await StatusAsync(session)).ShouldBe("ok");
        (await StatusAsync(session)).ShouldBe("replayed");
        _host.State.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task Post_TwoSessions_DoNotShareOutcomes()
    {
        (await StatusAsync(await BeginSessionAsync())).ShouldBe("ok");
        (await StatusAsync(await BeginSessionAsync())).ShouldBe("ok");
        _host.State.Runs.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("admin")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!")]
    public async Task Post_SessionThatNoServerIssued_CountsAsNone(string session)
    {
        using HttpResponseMessage response = await SendAsync("pubsub-session=" + session);
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task Post_NoClientEventId_SetsNoCookie()
    {
        using HttpResponseMessage response = await _host.SendAsync("""{"name":"probe:echo","payload":{"text":"a","number":1}}""");
        await response.ShouldBeOkAsync();
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    private async Task<string> BeginSessionAsync()
    {
        using HttpResponseMessage response = await _host.SendAsync(Echo);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private async Task<string?> StatusAsync(string cookie)
    {
        using HttpResponseMessage response = await SendAsync(cookie);
        JsonElement answer = await response.ShouldBeOkAsync();
        return answer.GetProperty("status").GetString();
    }

    private async Task<HttpResponseMessage> SendAsync(string cookie)
    {
        using HttpRequestMessage request = ProbeHost.Post(Echo);
        request.Headers.Add("Cookie", cookie);
        return await _host.Client.SendAsync(request);
    }
}
