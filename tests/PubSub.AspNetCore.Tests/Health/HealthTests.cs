using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;
using PubSub.Core.Presence;

namespace PubSub.AspNetCore.Tests.Health;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly FaultyAdapter _adapter = new();
    private readonly IIdempotencyStore _store = Substitute.For<IIdempotencyStore>();
    private readonly IPresenceStore _presence = Substitute.For<IPresenceStore>();
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync(s =>
    {
        s.Services.Add(services => services.AddSingleton<IEventAdapter>(_adapter));
        s.Services.Add(services => services.AddSingleton(_store));
        s.Services.Add(services => services.AddSingleton(_presence));
        s.Services.Add(services => services.AddHealthChecks().AddPubSub());
        s.Http.Add(o => o.HealthTimeout = TimeSpan.FromMilliseconds(200));
    });

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Get_BrokerAnswers_IsHealthyByteByByte() =>
        await ShouldBeAsync(HttpStatusCode.OK, """{"status":"healthy","adapter":{"name":"faulty","healthy":true}}""", HealthStatus.Healthy);

    [Fact]
    public async Task Get_BrokerIsDown_IsUnhealthyWithDetail()
    {
        _adapter.Health = _ => ValueTask.FromResult(new AdapterHealth(false, "No connection."));
        await ShouldBeAsync(
            HttpStatusCode.ServiceUnavailable,
            """{"status":"unhealthy","adapter":{"name":"faulty","healthy":false,"detail":"No connection."}}""",
            HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Get_CheckThrows_IsUnhealthyWithoutTheCause()
    {
        _adapter.Health = _ => throw new InvalidOperationException("password=hunter2");
        await ShouldBeAsync(
            HttpStatusCode.ServiceUnavailable,
            """{"status":"unhealthy","adapter":{"name":"faulty","healthy":false,"detail":"The broker could not be asked."}}""",
            HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Get_CheckNeverEnds_IsUnhealthyAfterTheLimit()
    {
        _adapter.Health = _ => new ValueTask<AdapterHealth>(new TaskCompletionSource<AdapterHealth>().Task);
        await ShouldBeAsync(
            HttpStatusCode.ServiceUnavailable,
            """{"status":"unhealthy","adapter":{"name":"faulty","healthy":false,"detail":"The broker did not answer in time."}}""",
            HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Get_StoreAnswers_IsHealthyAndSaysSo()
    {
        StoreAnswers(new AdapterHealth(true));
        await ShouldBeAsync(HttpStatusCode.OK, """{"status":"healthy","adapter":{"name":"faulty","healthy":true},"idempotency":{"healthy":true}}""", HealthStatus.Healthy);
    }

    [Fact]
    public async Task Get_StoreIsDown_IsUnhealthyWithDetail()
    {
        StoreAnswers(new AdapterHealth(false, "No store."));
        await ShouldBeAsync(
            HttpStatusCode.ServiceUnavailable,
            """{"status":"unhealthy","adapter":{"name":"faulty","healthy":true},"idempotency":{"healthy":false,"detail":"No store."}}""",
            HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Get_PresenceStoreIsDown_IsUnhealthyWithDetail()
    {
        _presence.CheckHealthAsync(default).ReturnsForAnyArgs(new ValueTask<AdapterHealth?>(new AdapterHealth(false, "No members.")));
        await ShouldBeAsync(
            HttpStatusCode.ServiceUnavailable,
            """{"status":"unhealthy","adapter":{"name":"faulty","healthy":true},"presence":{"healthy":false,"detail":"No members."}}""",
            HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Get_WhileACheckIsOpen_AsksNoSecond()
    {
        int asked = 0;
        var answer = new TaskCompletionSource<AdapterHealth>(TaskCreationOptions.RunContinuationsAsynchronously);
        _adapter.Health = _ =>
        {
            Interlocked.Increment(ref asked);
            return new ValueTask<AdapterHealth>(answer.Task);
        };
        for (int i = 0; i < 3; i++) (await _host.Client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        asked.ShouldBe(1);

        answer.SetResult(new AdapterHealth(true));
        (await _host.Client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private void StoreAnswers(AdapterHealth health) => _store.CheckHealthAsync(default).ReturnsForAnyArgs(new ValueTask<AdapterHealth?>(health));

    private async Task ShouldBeAsync(HttpStatusCode status, string body, HealthStatus check)
    {
        using HttpResponseMessage response = await _host.Client.GetAsync("/health");
        (await response.Content.ReadAsStringAsync()).ShouldBe(body);
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();

        HealthReport report = await _host.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        report.Entries["pubsub"].Status.ShouldBe(check);
    }
}
