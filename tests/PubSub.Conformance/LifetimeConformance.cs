using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>Health, cancellation, disposal and the loss of the broker.</summary>
public abstract class LifetimeConformance<TFixture> : AdapterConformance<TFixture>
    where TFixture : IAdapterFixture, new()
{
    [SkippableFact]
    public async Task CheckHealth_Started_IsHealthy() => (await Adapter.CheckHealthAsync(CancellationToken.None)).IsHealthy.ShouldBeTrue();

    [SkippableFact]
    public async Task CheckHealth_NotStarted_IsNotAndDoesNotThrow()
    {
        await using IEventAdapter node = await Fixture.CreateNodeAsync();

        (await node.CheckHealthAsync(CancellationToken.None)).IsHealthy.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task CheckHealth_Disposed_IsNotAndDoesNotThrow()
    {
        await Adapter.DisposeAsync();

        (await Adapter.CheckHealthAsync(CancellationToken.None)).IsHealthy.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Deduplicates_Adapter_IsWhatItsPairingIsPutToTheTestFor() => await Task.Run(() => Adapter.Deduplicates.ShouldBe(Fixture is IDeduplicates));

    [SkippableFact]
    public async Task Name_IsShortAndLowerCase() => await Task.Run(() => Adapter.Name.ShouldMatch("^[a-z][a-z0-9-]{1,31}$"));

    [SkippableFact]
    public async Task Publish_CancelledBefore_ThrowsAndPublishesNothing()
    {
        await SubscribeAsync(Orders);
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await Adapter.PublishAsync(Orders, Body("1"), Kept, new CancellationToken(canceled: true)));
        EventId id = await PublishAsync("2", Kept);

        (await Sink.ReceivesAsync(Orders, 1)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [SkippableFact]
    public async Task Dispose_Twice_DoesNothingMore()
    {
        await Adapter.DisposeAsync();
        await Adapter.DisposeAsync();
    }

    [SkippableFact]
    public async Task Dispose_NeverStarted_Works() => await (await Fixture.CreateNodeAsync()).DisposeAsync();

    [SkippableFact]
    public async Task Publish_Disposed_ThrowsAndReachesNobody()
    {
        await SubscribeAsync(Orders);
        await Adapter.DisposeAsync();

        await Should.ThrowAsync<Exception>(async () => await PublishAsync("1", Kept));
        Sink.On(Orders).ShouldBeEmpty();
    }
}
