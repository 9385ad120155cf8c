using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

public sealed class FlushClockTests
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(5);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Start_FirstRun_RunsAtOnce()
    {
        using var clock = new FlushClock(s_tick, _time);
        var run = new CountedRun();
        clock.Start(run, lastStarted: 0, lastTook: TimeSpan.Zero);

        await run.RanAsync(1);
    }

    [Fact]
    public async Task Start_LastRunWasCheap_RunsAtOnce()
    {
        using var clock = new FlushClock(s_tick, _time);
        var run = new CountedRun();
        long before = clock.Now;
        _time.Advance(s_tick / 4);
        clock.Start(run, before, lastTook: s_tick / 4);

        await run.RanAsync(1);
    }

    [Fact]
    public async Task Start_LastRunWasCheapAndJustNow_RunsAfterAPartOfATick()
    {
        using var clock = new FlushClock(s_tick, _time);
        var run = new CountedRun();
        clock.Start(run, clock.Now, lastTook: TimeSpan.FromTicks(1));
        _time.ActiveTimers.ShouldBe(1);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await run.RanAsync(1);
    }

    [Fact]
    public async Task Start_LastRunWasDearAndLongAgo_RunsAtOnce()
    {
        using var clock = new FlushClock(s_tick, _time);
        var run = new CountedRun();
        long before = clock.Now;
        _time.Advance(s_tick * 3);
        clock.Start(run, before, lastTook: s_tick);

        await run.RanAsync(1);
    }

    [Fact]
    public async Task Start_LastRunWasDearAndJustNow_RunsAfterATick()
    {
        using var clock = new FlushClock(s_tick, _time);
        var run = new CountedRun();
        clock.Start(run, clock.Now, lastTook: s_tick);
        _time.Advance(s_tick - TimeSpan.FromTicks(1));
        _time.ActiveTimers.ShouldBe(1);
        _time.Advance(TimeSpan.FromTicks(1));

        await run.RanAsync(1);
        _time.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public async Task Start_ClockStandsStill_RunsAtOnce()
    {
        using var clock = new FlushClock(s_tick, _time);
        var run = new CountedRun();
        clock.Start(run, clock.Now, lastTook: TimeSpan.Zero);

        await run.RanAsync(1);
    }

    [Fact]
    public async Task Start_NoTick_RunsAtOnce()
    {
        using var clock = new FlushClock(TimeSpan.Zero, _time);
        var run = new CountedRun();
        clock.Start(run, clock.Now, lastTook: TimeSpan.FromSeconds(1));

        await run.RanAsync(1);
    }

    [Fact]
    public async Task Start_SeveralChannels_EachWaitsItsOwnTick()
    {
        using var clock = new FlushClock(s_tick, _time);
        var first = new CountedRun();
        var second = new CountedRun();
        clock.Start(first, clock.Now, lastTook: s_tick);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        clock.Start(second, clock.Now, lastTook: s_tick);
        _time.Advance(s_tick - TimeSpan.FromMilliseconds(2));
        await first.RanAsync(1);
        _time.ActiveTimers.ShouldBe(1);
        _time.Advance(TimeSpan.FromMilliseconds(2));

        await second.RanAsync(1);
    }

    private sealed class CountedRun : IThreadPoolWorkItem
    {
        private int _runs;

        public Task RanAsync(int times) => Eventually.HoldsAsync(() => Volatile.Read(ref _runs) == times, $"{times} runs");

        void IThreadPoolWorkItem.Execute() => Interlocked.Increment(ref _runs);
    }
}
