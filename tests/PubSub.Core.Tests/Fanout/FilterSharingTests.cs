using PubSub.Core.Fanout;

namespace PubSub.Core.Tests.Fanout;

/// <summary>What filters cost: an answer is worked out once for a question and an event, and not once for each session that asks.</summary>
public class FilterSharingTests
{
    private const int Events = 300;

    [Fact]
    public async Task Filters_ManySessionsWithFewQuestions_AreAskedOnceForAQuestionAndAnEvent()
    {
        const int questions = 3;
        await using var harness = new HubHarness();
        // Each session has an instance of its own, as each request has.
        CountingFilter[] filters = [.. Enumerable.Range(0, 200).Select(i => new CountingFilter($"payload.none:{i % questions}"))];
        await PublishAsync(harness, filters);

        // Two threads may both work an answer out.
        filters.Sum(f => f.Asked).ShouldBeInRange(questions * Events, 2 * questions * Events);
    }

    [Fact]
    public async Task Filters_ManyOddOnesCameFirst_WhatManyAskIsStillAskedOnce()
    {
        await using var harness = new HubHarness();
        CountingFilter[] odd = [.. Enumerable.Range(0, 2 * ChannelFilters.MostRemembered).Select(i => new CountingFilter($"payload.odd:{i}"))];
        CountingFilter[] shared = [.. Enumerable.Range(0, 20).Select(_ => new CountingFilter("payload.none:1"))];
        await PublishAsync(harness, [.. odd, .. shared]);

        shared.Sum(f => f.Asked).ShouldBeInRange(Events, 2 * Events);
        odd.ShouldAllBe(f => f.Asked == Events);
    }

    [Fact]
    public void Acquire_UsedByMoreThanTheLeastUsed_TakesItsPlace()
    {
        var filters = new ChannelFilters();
        SharedFilter[] pairs = [.. Enumerable.Range(0, ChannelFilters.MostRemembered).Select(i => Acquire(filters, i, 2))];
        pairs.ShouldAllBe(f => f.IsRemembered);
        Acquire(filters, 1000, 2).IsRemembered.ShouldBeFalse();

        Acquire(filters, 1000, 1).IsRemembered.ShouldBeTrue();
        pairs.Count(f => f.IsRemembered).ShouldBe(ChannelFilters.MostRemembered - 1);
    }

    [Fact]
    public void Release_RememberedOneIsNotSharedAnyMore_TheNextIsRemembered()
    {
        var filters = new ChannelFilters();
        SharedFilter[] pairs = [.. Enumerable.Range(0, ChannelFilters.MostRemembered + 1).Select(i => Acquire(filters, i, 2))];
        pairs[^1].IsRemembered.ShouldBeFalse();
        filters.Release(pairs[0]);

        pairs[0].IsRemembered.ShouldBeFalse();
        pairs[^1].IsRemembered.ShouldBeTrue();
    }

    [Fact]
    public void Acquire_EqualFilters_AreOne()
    {
        var filters = new ChannelFilters();
        SharedFilter first = Acquire(filters, 1, 1);

        Acquire(filters, 1, 1).ShouldBeSameAs(first);
        filters.Release(first);
        filters.Release(first);
        Acquire(filters, 1, 1).ShouldNotBeSameAs(first);
    }

    private static SharedFilter Acquire(ChannelFilters filters, int question, int sessions)
    {
        SharedFilter? acquired = null;
        for (int i = 0; i < sessions; i++) acquired = filters.Acquire(EventFilter.Create([], [$"payload.n:{question}"])!);
        return acquired!;
    }

    /// <summary>Has a session for each filter, and events that pass none of them.</summary>
    private static async Task PublishAsync(HubHarness harness, EventFilter[] filters)
    {
        var sessions = new List<RecordingSession>();
        foreach (EventFilter filter in filters) sessions.Add(await harness.AttachAsync(filter: filter));
        harness.Broker.Publish(HubHarness.Orders, Events);
        foreach (RecordingSession session in sessions)
            await TestSupport.Eventually.HoldsAsync(() => session.Subscriptions[0].Position == session.Subscriptions[0].Channel.Log.EndId);
        sessions.ShouldAllBe(s => s.EventCount == 0);
    }
}
