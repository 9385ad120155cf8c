using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.AspNetCore.Tests.Errors;

/// <summary>What a client is told when the broker, or the server itself, fails.</summary>
public sealed class BrokerFaultTests : IAsyncLifetime
{
    private readonly FaultyAdapter _adapter = new();
    private ProbeHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await ProbeHost.StartAsync(s =>
        {
            s.Services.Add(services => services.AddSingleton<IEventAdapter>(_adapter));
            s.PubSub.Add(o => o.PublishTimeout = TimeSpan.FromMilliseconds(100));
        });

    public async Task DisposeAsync() => await _host.Host.DisposeAsync();

    [Fact]
    public async Task History_BrokerUnavailable_IsBrokerUnavailableWithRetryAfter()
    {
        _adapter.Fault = new BrokerUnavailableException("cannot reach redis://user:hunter2@host");
        using HttpResponseMessage response = await _host.Client.GetAsync("/events/history?channel=probe");
        JsonElement problem = await response.ShouldBeProblemAsync(503, ErrorCode.BrokerUnavailable);
        response.Headers.RetryAfter!.Delta!.Value.ShouldBe(TimeSpan.FromSeconds(2));
        problem.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task History_BrokerNeverAnswers_IsBrokerUnavailable()
    {
        _adapter.Frozen = true;
        using HttpResponseMessage response = await _host.Client.GetAsync("/events/history?channel=probe");
        await response.ShouldBeProblemAsync(503, ErrorCode.BrokerUnavailable);
    }

    [Fact]
    public async Task Post_BrokerUnavailable_IsBrokerUnavailableWithRetryAfter()
    {
        _adapter.Fault = new BrokerUnavailableException("down");
        using HttpResponseMessage response = await _host.SendAsync("""{"name":"open:note","payload":{"text":"a"}}""");
        await response.ShouldBeProblemAsync(503, ErrorCode.BrokerUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_BrokerNeverAnswers_IsBrokerUnavailableWithRetryAfter()
    {
        _adapter.Frozen = true;
        using HttpResponseMessage response = await _host.SendAsync("""{"name":"open:note","payload":{"text":"a"}}""");
        await response.ShouldBeProblemAsync(503, ErrorCode.BrokerUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Stream_SubscriptionIsNeverConfirmed_IsBrokerUnavailableWithRetryAfterAndWorksLater()
    {
        _adapter.Frozen = true;
        using (HttpResponseMessage response = await _host.Client.GetAsync("/events?channel=probe"))
        {
            await response.ShouldBeProblemAsync(503, ErrorCode.BrokerUnavailable);
            response.Headers.RetryAfter.ShouldNotBeNull();
        }

        _adapter.Frozen = false;
        using HttpResponseMessage later = await _host.Client.GetAsync("/events?channel=probe", HttpCompletionOption.ResponseHeadersRead);
        later.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task History_UnexpectedFailureOfTheAdapter_IsBrokerUnavailableWithoutDetailsAndLogged()
    {
        _adapter.Fault = new InvalidOperationException("password=hunter2");
        using HttpResponseMessage response = await _host.Client.GetAsync("/events/history?channel=probe");
        JsonElement problem = await response.ShouldBeProblemAsync(503, ErrorCode.BrokerUnavailable);
        problem.ToString().ShouldNotContain("hunter2");
        problem.ToString().ShouldNotContain("InvalidOperation");
        string requestId = problem.GetProperty("requestId").GetString()!;
        _host.Host.Logs.ShouldContain(e => e.Id.Id == 3004 && e.Exception!.InnerException == _adapter.Fault && e.Message.Contains(requestId));
    }
}
