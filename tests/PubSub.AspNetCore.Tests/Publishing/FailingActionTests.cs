using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Publishing;

/// <summary>Actions that throw or hang.</summary>
public sealed class FailingActionTests : IAsyncLifetime
{
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync(s => s.PubSub.Add(o => o.ActionTimeout = TimeSpan.FromMilliseconds(200)));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Post_ActionThrows_IsActionFailedWithoutDetails()
    {
        using HttpResponseMessage response = await _host.SendAsync("""{"name":"probe:fail","payload":{"secret":"s3cret"}}""");
        JsonElement problem = await response.ShouldBeProblemAsync(500, ErrorCode.ActionFailed);
        problem.ToString().ShouldNotContain("hunter2");
        problem.ToString().ShouldNotContain("RunFail");
        await _host.ShouldHaveNoEventsAsync();

        string requestId = problem.GetProperty("requestId").GetString()!;
        _host.Host.Logs.ShouldContain(e => e.Exception != null && e.Exception.ToString().Contains("hunter2") && e.Message.Contains(requestId));
        _host.Host.Logs.ShouldNotContain(e => e.Message.Contains("s3cret"));
    }

    [Fact]
    public async Task Post_ActionHangs_IsActionTimeout()
    {
        const string Wait = """{"name":"probe:wait","payload":{"text":"w"},"clientEventId":"w-1"}""";
        using HttpResponseMessage response = await _host.SendAsync(Wait);
        await response.ShouldBeProblemAsync(504, ErrorCode.ActionTimeout);
        using HttpResponseMessage retry = await _host.SendAsync(Wait);
        await retry.ShouldBeProblemAsync(409, ErrorCode.InProgress);
        await _host.ShouldHaveNoEventsAsync();
        _host.State.Runs.ShouldBe(1);
    }
}
