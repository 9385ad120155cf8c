using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

public class WindowAgeTests
{
    private readonly NodeBudget _budget = new(long.MaxValue);
    private readonly ChannelLog _log;

    public WindowAgeTests()
    {
        _log = new ChannelLog(new FanoutOptions(), _budget, isOrdered: true);
        _log.Reset(At(0));
        for (int i = 1; i <= 100; i++) Append(i);
    }

    [Fact]
    public void TrimBefore_AllAreOlder_GivesUpAllAndTheirMemory()
    {
        LogCursor old = _log.AttachAtStart(out _);
        _log.TrimBefore(1000);

        _budget.Used.ShouldBe(0);
        _log.Read(ref old, out _).ShouldBe(LogRead.Behind);
        _log.TryLocate(At(50), verifiedIn: -1, out _).ShouldBeFalse();
    }

    [Fact]
    public void TrimBefore_AllAreOlder_TheLastOfThemIsStillAPosition()
    {
        _log.TrimBefore(1000);
        _log.TryLocate(At(100), verifiedIn: -1, out LogCursor cursor).ShouldBeTrue();
        _log.Read(ref cursor, out _).ShouldBe(LogRead.End);
        Append(101);

        _log.Read(ref cursor, out LogSlice slice).ShouldBe(LogRead.Data);
        slice.LastId.ShouldBe(At(101));
    }

    [Fact]
    public void TrimBefore_NoneIsOlder_KeepsAll()
    {
        _log.TrimBefore(1);

        LogCursor start = _log.AttachAtStart(out EventId position);
        position.ShouldBe(At(0));
        _log.Read(ref start, out LogSlice slice).ShouldBe(LogRead.Data);
        slice.Segment[slice.First].Id.ShouldBe(At(1));
    }

    [Fact]
    public async Task Sweep_QuietChannel_GivesUpWhatIsOlderThanTheWindowMayBe()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(HubHarness.Orders, 10);
        await session.SeesAsync(10);
        harness.Hub.WindowBytes.ShouldBeGreaterThan(0);

        harness.Clock.Advance(harness.Options.Fanout.WindowAge + TimeSpan.FromMinutes(1));

        await Eventually.HoldsAsync(() => harness.Hub.WindowBytes == 0, "an empty window");
    }

    private static EventId At(long offset) => new(offset, 7, offset);

    private void Append(long number) => _log.Append(At(number), TestBody.Numbered(HubHarness.Orders, number));
}
