using PubSub.AspNetCore.Tests.Streaming;
using PubSub.AspNetCore.WebSockets;

namespace PubSub.AspNetCore.Tests.WebSockets;

public sealed class SocketAllocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Poke_FrameWasMadeForAnother_DeliveryAllocatesNothing(bool envelopes)
    {
        await using var harness = new AllocationHarness();
        SocketSession first = await harness.JoinAsync("room:a", envelopes);
        SocketSession second = await harness.JoinAsync("room:a", envelopes);

        long allocated = Allocations.Of(
            () =>
            {
                harness.Append(first);
                first.Poke();
            },
            second.Poke);

        allocated.ShouldBe(0);
        second.Subscriptions[0].Position.Offset.ShouldBe(harness.LastOffset);
    }
}
