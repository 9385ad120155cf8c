using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PubSub.AspNetCore.Hosting;
using PubSub.Contracts;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Hosting;

/// <summary>A host that was asked to stop.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private const string Wait = """{"name":"probe:wait","payload":{"text":"w"}}""";
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("POST", "/events")]
    [InlineData("GET", "/events/history?channel=probe")]
    public async Task Send_WhileDraining_IsRefusedAndTheConnectionCloses(string method, string path)
    {
        BeginToStop();
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync($"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        RawResponse response = await connection.ReadResponseAsync();
        response.ShouldBeProblem(503, ErrorCode.Draining);
        response.Headers["Retry-After"].ShouldBe("2");
        response.Headers["Connection"].ShouldBe("close");
        (await connection.IsClosedByPeerAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Health_WhileDraining_SaysSo()
    {
        BeginToStop();
        using HttpResponseMessage response = await _host.Client.GetAsync("/health");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"status":"draining","adapter":{"name":"memory","healthy":true}}""");
    }

    [Fact]
    public async Task Stop_RunningAction_IsFinishedAndAnswered()
    {
        Task<HttpResponseMessage> running = _host.SendAsync(Wait);
        await _host.State.Started.Task.WaitAsync(TestHost.Patience);
        Task stopping = _host.Host.StopAsync();
        _host.Host.Services.GetRequiredService<DrainState>().IsDraining.ShouldBeTrue();
        stopping.IsCompleted.ShouldBeFalse();

        _host.State.Release.SetResult();
        using HttpResponseMessage response = await running;
        await response.ShouldBeOkAsync();
        await stopping.WaitAsync(TestHost.Patience);
    }

    private void BeginToStop() => _host.Host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
}
