using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.InMemory;
using PubSub.Core.Tests.Fanout;

namespace PubSub.Core.Tests.InMemory;

public class EventRingTests
{
    [Fact]
    public void EventRing_AddedAndRemovedAtRandom_HoldsWhatAQueueHolds()
    {
        var random = new Random(1);
        var ring = new EventRing();
        var queue = new Queue<ChannelEvent>();
        for (int i = 0; i < 20_000; i++)
        {
            if (queue.Count > 0 && random.Next(100) < (i % 4000 < 2000 ? 40 : 60))
            {
                ring.RemoveFirst().ShouldBe(queue.Dequeue());
            }
            else
            {
                var added = new ChannelEvent(new EventId(i, 1, i), TestBody.Numbered(HubHarness.Orders, i));
                ring.Add(added);
                queue.Enqueue(added);
            }

            ring.Count.ShouldBe(queue.Count);
            if (queue.Count > 0) (ring[0], ring[queue.Count - 1]).ShouldBe((queue.Peek(), queue.Last()));
        }
    }
}
