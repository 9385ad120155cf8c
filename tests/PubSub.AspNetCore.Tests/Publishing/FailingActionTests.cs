using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Publishing;

/// <summary>Actions that throw or hang.</summary>
public sealed class FailingActionTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync(s =>
    {
        s.Services.Add(services => services.AddSingleton<TimeProvider>(_clock));
        // The lease outlasts the action's timeout, so that a test can move the clock past that in one go.
        s.PubSub.Add(o => o.IdempotencyLease = o.ActionTimeout * 2);
    });

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
        Task<HttpResponseMessage> running = _host.SendAsync(Wait);
        await _host.State.Started.Task.WaitAsync(TestHost.Patience);
        _clock.Advance(new PubSubOptions().ActionTimeout);
        using HttpResponseMessage response = await running;
        await response.ShouldBeProblemAsync(504, ErrorCode.ActionTimeout);
        using HttpResponseMessage retry = await _host.SendAsync(Wait);
        await retry.ShouldBeProblemAsync(409, ErrorCode.InProgress);
        await _host.ShouldHaveNoEventsAsync();
        _host.State.Runs.ShouldBe(1);
    }
}
