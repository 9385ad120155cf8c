using PubSub.AspNetCore.Streaming;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.Tests.Streaming;

public sealed class SseAllocationTests
{
    private const int Runs = Allocations.Runs;
    private readonly DiscardingWriter _writer = new();

    [Theory]
    [InlineData("room:a")]
    [InlineData("room:a", "room:b")]
    public async Task Poke_EventIsDue_DeliveryAllocatesNothing(params string[] addresses)
    {
        await using var harness = new AllocationHarness();
        SseSession session = await harness.AttachAsync(_writer, filter: null, addresses);

        Allocations.Of(() => harness.Append(session), session.Poke).ShouldBe(0);

        _writer.Written.ShouldBeGreaterThan(Runs * AllocationHarness.Body.Json.Length);
    }

    [Fact]
    public async Task Poke_FlushStaysPending_DeliveryAndContinuationAllocateNothing()
    {
        await using var harness = new AllocationHarness();
        SseSession session = await harness.AttachAsync(_writer, filter: null, "room:a");
        _writer.Holds = true;

        // Without a context to return to, as on the threads of the server.
        long allocated = await Task.Run(() => Allocations.Of(() => harness.Append(session), () =>
        {
            session.Poke();
            _writer.Release();
        }));

        allocated.ShouldBe(0);
        _writer.Held.ShouldBe(Allocations.WarmUp + Runs);
        _writer.Written.ShouldBeGreaterThan(Runs * AllocationHarness.Body.Json.Length);
    }

    [Theory]
    [InlineData("payload.seq:1", true)]
    [InlineData("payload.seq:2", false)]
    public async Task Poke_SessionsShareAFilter_DeliveryAllocatesNothingButTheAnswersOnce(string where, bool passes)
    {
        await using var harness = new AllocationHarness();
        SseSession first = await harness.AttachAsync(new DiscardingWriter(), EventFilter.Create([], [where]), "room:a");
        SseSession second = await harness.AttachAsync(_writer, EventFilter.Create([], [where]), "room:a");
        long asking = 0;

        long allocated = Allocations.Of(() =>
        {
            harness.Append(first);
            long before = GC.GetAllocatedBytesForCurrentThread();
            first.Poke();
            asking += GC.GetAllocatedBytesForCurrentThread() - before;
        }, second.Poke);

        allocated.ShouldBe(0);
        // A segment of the window keeps a byte of answer an event; nothing is made for the events themselves.
        asking.ShouldBeLessThan(Runs * 16);
        (_writer.Written > Runs * AllocationHarness.Body.Json.Length).ShouldBe(passes);
    }
}
