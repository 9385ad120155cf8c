using PubSub.AspNetCore.Streaming;
using PubSub.AspNetCore.Tests.Streaming.Hostile;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>What whole runs over many streams allocate, on all threads that take part: no other test runs meanwhile.</summary>
[Collection(HostileCollection.Name)]
public sealed class FanoutAllocationTests
{
    private const int WarmUp = 20;
    private const int Runs = 200;

    /// <summary>Enough for several lanes of a run.</summary>
    private const int Streams = 1024;

    /// <summary>Less than any object has, for each delivery: the events' own bytes and what the runtime does meanwhile, shared by all deliveries, are far below.</summary>
    private const int MostBytes = 4;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Signal_RunOfSeveralLanes_DeliveriesAllocateNothing(int flushTick)
    {
        await using var harness = new AllocationHarness(options => options.Fanout.FlushTick = TimeSpan.FromMilliseconds(flushTick));
        var writers = new DiscardingWriter[Streams];
        SseSession session = null!;
        for (int i = 0; i < Streams; i++) session = await harness.AttachAsync(writers[i] = new DiscardingWriter(), filter: null, "room:a");
        ChannelPump pump = session.Subscriptions[0].Channel.Pump;

        long before = 0;
        for (int i = -WarmUp; i < Runs; i++)
        {
            if (i == 0) before = GC.GetTotalAllocatedBytes(precise: true);
            harness.Append(session);
            pump.Signal();
            SpinWait.SpinUntil(() => !pump.IsBusy, Eventually.Limit).ShouldBeTrue("the run has not ended");
        }

        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        allocated.ShouldBeLessThan((long)Runs * Streams * MostBytes);
        writers.ShouldAllBe(writer => writer.Written > (WarmUp + Runs) * AllocationHarness.Body.Json.Length);
    }
}
