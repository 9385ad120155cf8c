using System.Diagnostics;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.TestSupport;

namespace PubSub.Conformance;

/// <summary>A broker that is killed, frozen and started again: no call hangs, none claims what did not happen, and delivery returns by itself.</summary>
public abstract class OutageConformance<TFixture> : AdapterConformance<TFixture>
    where TFixture : IOwnsServer, new()
{
    [SkippableFact]
    public async Task Publish_ServerKilled_FailsInTime()
    {
        await PublishAsync("1", Kept);
        await Fixture.Server.KillAsync();

        await FailsInTimeAsync(() => PublishAsync("2", Kept));
        await FailsInTimeAsync(() => PublishAsync("2", Ephemeral));
    }

    [SkippableFact]
    public async Task Publish_ServerFrozen_FailsInTimeAndTheRetryIsPublishedOnce()
    {
        PublishOptions keyed = Kept with { DedupKey = "k", DedupLifetime = TimeSpan.FromMinutes(10) };
        await PublishAsync("1", Kept);
        Fixture.Server.Freeze();
        await FailsInTimeAsync(() => PublishAsync("2", keyed));
        Fixture.Server.Thaw();
        EventId id = await PublishWhenBackAsync("2", keyed);

        if (!Adapter.Deduplicates) return;
        (await PublishAsync("2", keyed)).ShouldBe(id);
        if (Adapter.History is { } history) (await ReadAllAsync(history, Orders, HistoryPosition.Oldest)).Length.ShouldBe(2);
    }

    [SkippableFact]
    public async Task CheckHealth_ServerKilledAndStarted_IsUnhealthyMeanwhile()
    {
        (await IsHealthyAsync()).ShouldBeTrue();
        await Fixture.Server.KillAsync();
        await Eventually.HoldsAsync(async () => !await IsHealthyAsync());
        await Fixture.Server.StartAgainAsync();

        await Eventually.HoldsAsync(IsHealthyAsync);
    }

    [SkippableFact]
    public async Task Deliver_ServerKilledAndStarted_LosesNothingOrTellsItAndGoesOn()
    {
        await SubscribeAsync(Orders);
        EventId before = await PublishAsync("1", Kept);
        await Sink.ReceivesAsync(Orders, 1);
        await Fixture.Server.KillAsync();
        await Fixture.Server.StartAgainAsync();
        EventId after = await PublishWhenBackAsync("2", Kept);

        // A connection that goes on where it was has nothing to tell.
        await Eventually.HoldsAsync(() => Sink.Log.Contains("lost") || Sink.On(Orders).Select(e => e.Id).SequenceEqual([before, after]));
        // An event that came before the subscription was back is in history; one that comes after the loss was told is delivered.
        EventId next = await PublishAsync("3", Kept);
        await Eventually.HoldsAsync(() => Sink.On(Orders).Any(e => e.Id == next));
        if (Adapter.History is { } history) (await ReadAllAsync(history, Orders, HistoryPosition.After(before))).ShouldBe([after, next]);
    }

    private static async Task FailsInTimeAsync(Func<ValueTask<EventId>> publish)
    {
        long started = Stopwatch.GetTimestamp();
        await Should.ThrowAsync<BrokerUnavailableException>(async () => await publish());
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Eventually.Limit);
    }

    private async ValueTask<bool> IsHealthyAsync() => (await Adapter.CheckHealthAsync(CancellationToken.None)).IsHealthy;

    private async Task<EventId> PublishWhenBackAsync(string payload, PublishOptions options)
    {
        EventId id = default;
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                id = await PublishAsync(payload, options);
                return true;
            }
            catch (BrokerUnavailableException)
            {
                return false;
            }
        });
        return id;
    }
}
