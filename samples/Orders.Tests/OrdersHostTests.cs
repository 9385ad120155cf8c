using Microsoft.Extensions.DependencyInjection;
using Orders.Events.Actions;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Testing;
using Xunit;

namespace Orders.Events.Tests;

/// <summary>The whole path on the in-memory adapter: access, validation, idempotency, the action and its subscribers.</summary>
public sealed class OrdersHostTests : IAsyncLifetime
{
    private PubSubTestHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await PubSubTestHost.StartAsync<OrdersChannel>(settings => settings.Services.AddSingleton<IOrderStore, InMemoryOrderStore>());

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task SendAsync_NewOrder_ReachesSubscribersAsIngested()
    {
        await using EventInbox<OrderIngested> ingested = await _host.SubscribeAsync<OrderIngested>();

        SendResult<OrderAccepted> answer = await _host.SendAsync(new OrderCreated("A-1", 12.50m));

        Assert.True(answer.Result.Ok);
        Assert.Equal(new OrderIngested("A-1", 12.50m), await ingested.NextAsync());
    }

    [Fact]
    public async Task SendAsync_SameClientEventIdAgain_ReplaysTheFirstAnswer()
    {
        var retry = new SendOptions { ClientEventId = "checkout-17" };
        await _host.SendAsync(new OrderCreated("A-1", 12.50m), retry);

        SendResult<OrderAccepted> answer = await _host.SendAsync(new OrderCreated("A-1", 12.50m), retry);

        Assert.True(answer.Replayed);
        Assert.True(answer.Result.Ok);
    }

    [Fact]
    public async Task SendAsync_NegativeTotal_IsRefusedAtItsMember()
    {
        PubSubException refusal = await Assert.ThrowsAsync<PubSubException>(() => _host.SendAsync(new OrderCreated("A-1", -1)));

        Assert.Equal(ErrorCode.InvalidPayload, refusal.Code);
        Assert.Contains("$.payload.total", refusal.Errors!.Keys);
    }
}
