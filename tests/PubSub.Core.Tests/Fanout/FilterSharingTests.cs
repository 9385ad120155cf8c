using PubSub.Core.Fanout;

namespace PubSub.Core.Tests.Fanout;

/// <summary>What filters cost: an answer is worked out once for a question and an event, and not once for each session that asks.</summary>
public class FilterSharingTests
{
    private const int Sessions = 200;
    private const int Questions = 3;
    private const int Events = 300;

    [Fact]
    public async Task Filters_ManySessionsWithFewQuestions_AreAskedOnceForAQuestionAndAnEvent()
    {
        await using var harness = new HubHarness();
        // Each session has an instance of its own, as each request has.
        EventFilter[] filters = [.. Enumerable.Range(0, Sessions).Select(i => EventFilter.Create([], [$"payload.none:{i % Questions}"])!)];
        var sessions = new List<RecordingSession>();
        foreach (EventFilter filter in filters) sessions.Add(await harness.AttachAsync(filter: filter));

        harness.Broker.Publish(HubHarness.Orders, Events);
        foreach (RecordingSession session in sessions)
            await TestSupport.Eventually.HoldsAsync(() => session.Subscriptions[0].Position == session.Subscriptions[0].Channel.Log.EndId);

        // Two threads may both work an answer out.
        filters.Sum(f => f.Asked).ShouldBeInRange(Questions * Events, 2 * Questions * Events);
        sessions.ShouldAllBe(s => s.EventCount == 0);
    }
}
