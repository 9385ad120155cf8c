using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>Health, cancellation, disposal and the loss of the broker.</summary>
public abstract class LifetimeConformance<TFixture> : AdapterConformance<TFixture>
    where TFixture : IAdapterFixture, new()
{
    [Fact]
    public async Task CheckHealth_Started_IsHealthy() => (await Adapter.CheckHealthAsync(CancellationToken.None)).IsHealthy.ShouldBeTrue();

    [Fact]
    public async Task CheckHealth_NotStarted_IsNotAndDoesNotThrow()
    {
        await using IEventAdapter node = await Fixture.CreateNodeAsync();

        (await node.CheckHealthAsync(CancellationToken.None)).IsHealthy.ShouldBeFalse();
    }

    [Fact]
    public async Task CheckHealth_Disposed_IsNotAndDoesNotThrow()
    {
        await Adapter.DisposeAsync();

        (await Adapter.CheckHealthAsync(CancellationToken.None)).IsHealthy.ShouldBeFalse();
    }

    [Fact]
    public async Task Name_IsShortAndLowerCase() => await Task.Run(() => Adapter.Name.ShouldMatch("^[a-z][a-z0-9-]{1,31}$"));

    [Fact]
    public async Task Publish_CancelledBefore_ThrowsAndPublishesNothing()
    {
        await Adapter.SubscribeAsync(Orders, CancellationToken.None);
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await Adapter.PublishAsync(Orders, Body("1"), Kept, new CancellationToken(canceled: true)));
        EventId id = await PublishAsync("2", Kept);

        (await Sink.ReceivesAsync(Orders, 1)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task Dispose_Twice_DoesNothingMore()
    {
        await Adapter.DisposeAsync();
        await Adapter.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_NeverStarted_Works() => await (await Fixture.CreateNodeAsync()).DisposeAsync();

    [Fact]
    public async Task Publish_Disposed_ThrowsAndReachesNobody()
    {
        await Adapter.SubscribeAsync(Orders, CancellationToken.None);
        await Adapter.DisposeAsync();

        await Should.ThrowAsync<Exception>(async () => await PublishAsync("1", Kept));
        Sink.On(Orders).ShouldBeEmpty();
    }
}
