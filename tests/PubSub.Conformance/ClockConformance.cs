using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>What only a clock shows that stands still, or goes back.</summary>
public abstract class ClockConformance<TFixture> : AdapterConformance<TFixture>
    where TFixture : IMovesClock, new()
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_ClockStepsBack_MillisecondsDoNot(bool kept)
    {
        Fixture.Advance(TimeSpan.FromMinutes(1));
        EventId before = await PublishAsync("1", kept ? Kept : Ephemeral);
        Fixture.Advance(TimeSpan.FromSeconds(-30));
        EventId after = await PublishAsync("2", kept ? Kept : Ephemeral);

        after.UnixMilliseconds.ShouldBeGreaterThanOrEqualTo(before.UnixMilliseconds);
    }

    [SkippableFact]
    public async Task ReadAfter_TimeThatSeveralEventsHave_GivesNoneOfThem()
    {
        EventId first = await PublishAsync("1", Kept);
        EventId second = await PublishAsync("2", Kept);

        second.UnixMilliseconds.ShouldBe(first.UnixMilliseconds);
        (await ReadAsync(HistoryPosition.AfterTime(first.Timestamp))).ShouldSatisfyAllConditions(
            page => page.Events.ShouldBeEmpty(), page => page.Start.ShouldBe(second), page => page.Truncated.ShouldBeFalse());
        (await ReadAsync(HistoryPosition.AfterTime(first.Timestamp.AddMilliseconds(-1)))).Events.Select(e => e.Id).ShouldBe([first, second]);
    }

    [SkippableFact]
    public async Task ReadAfter_EventAsOldAsItsRetention_IsTrimmed()
    {
        var retention = new PublishOptions(new ChannelRetention(TimeSpan.FromMinutes(1), null));
        EventId[] ids = await PublishAsync(2, retention);
        Fixture.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        (await ReadAsync(ids[0])).Events.Select(e => e.Id).ShouldBe([ids[1]]);
        Fixture.Advance(TimeSpan.FromMilliseconds(1));

        (await ReadAsync(ids[0])).ShouldSatisfyAllConditions(page => page.Events.ShouldBeEmpty(), page => page.Truncated.ShouldBeTrue());
    }
}
