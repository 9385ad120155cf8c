using PubSub.AspNetCore.Tests.Streaming;
using PubSub.AspNetCore.WebSockets;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.Tests.WebSockets;

public sealed class SocketAllocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Poke_FrameWasMadeForAnother_DeliveryAllocatesNothing(bool envelopes)
    {
        await using var harness = new AllocationHarness();
        EventRenderer renderer = envelopes ? EnvelopeRenderer.Instance : MessageRenderer.Instance;
        SocketSession first = await harness.JoinAsync(renderer, "room:a");
        SocketSession second = await harness.JoinAsync(renderer, "room:a");

        long allocated = Allocations.Of(
            () =>
            {
                harness.Append(first);
                first.Poke();
            },
            second.Poke);

        allocated.ShouldBe(0);
    }
}
