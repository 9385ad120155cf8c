using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>Everything at once, at random, from many threads; what must hold for every session holds.</summary>
public class FanoutStressTests
{
    private const int Events = 20_000;
    private const int Subscribers = 24;

    [Fact]
    public async Task Sessions_StalledCutAndResumedAtRandom_SeeEveryEventOnceAndInOrder()
    {
        await using var harness = new HubHarness(o => o.Fanout.WindowEvents = 256);
        EventId start = harness.Broker[HubHarness.Orders].Top;
        int cuts = 0, stalls = 0, losses = 0;
        Task<List<EventId>>[] subscribers = [.. Enumerable.Range(0, Subscribers).Select(seed => Task.Run(FollowAsync))];
        Task publishing = Task.Run(async () =>
        {
            var random = new Random(1);
            for (int i = 0; i < Events; i++)
            {
                if (random.Next(2000) == 0)
                {
                    // The transport loses a few and says so.
                    for (int lost = random.Next(1, 20); lost > 0 && i < Events - 1; lost--, i++) harness.Broker.Lose(HubHarness.Orders);
                    harness.Sink.OnContinuityLost(random.Next(2) == 0 ? null : HubHarness.Orders);
                    Interlocked.Increment(ref losses);
                }

                harness.Broker.Publish(HubHarness.Orders);
                if (i % 64 == 0) await Task.Yield();
            }
        });

        await publishing.WaitAsync(Eventually.Limit * 2);
        foreach (Task<List<EventId>> subscriber in subscribers)
        {
            List<EventId> seen = await subscriber.WaitAsync(Eventually.Limit * 2);
            seen.Select(id => id.Offset).ShouldBe(Enumerable.Range(1, Events).Select(i => (long)i));
        }

        cuts.ShouldBeGreaterThan(0);
        stalls.ShouldBeGreaterThan(0);
        losses.ShouldBeGreaterThan(0);
        harness.Hub.SessionCount.ShouldBe(0);

        async Task<List<EventId>> FollowAsync()
        {
            var random = new Random();
            var seen = new List<EventId>();
            EventId position = start;
            while (seen.Count < Events)
            {
                RecordingSession session = await harness.AttachAsync(SubscribeFrom.After(position));
                int until = Math.Min(Events - seen.Count, random.Next(1, Events / 4));
                while (session.EventCount < until)
                {
                    if (random.Next(50) == 0)
                    {
                        session.Stall();
                        Interlocked.Increment(ref stalls);
                        for (int i = random.Next(200); i > 0; i--) await Task.Yield();
                        session.Release();
                    }

                    await Task.Yield();
                }

                await harness.EndAsync(session);
                session.SawTwoWriters.ShouldBeFalse();
                session.Gaps.ShouldBeEmpty();
                session.Fault.ShouldBeNull();
                seen.AddRange(session.Ids);
                position = seen[^1];
                Interlocked.Increment(ref cuts);
            }

            return seen;
        }
    }
}
