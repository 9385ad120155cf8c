using System.Collections.Concurrent;
using PubSub.Contracts;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Load;

/// <summary>
/// Publishers and subscribers on all nodes of a system, and the proof: every node tells the same history, it holds each acknowledged event once and in its
/// publisher's order, and every subscriber, cut and moved from node to node, saw exactly that.
/// </summary>
internal sealed class LedgerLoad
{
    private const int ChannelsEach = 3;

    private readonly IReadOnlyList<NodeProcess> _nodes;
    private readonly LoadPlan _plan;
    private readonly string[] _channels;
    private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();
    private readonly LedgerPublisher[] _publishers;
    private readonly CutSubscriber[] _subscribers;

    public LedgerLoad(IReadOnlyList<NodeProcess> nodes, LoadPlan plan)
    {
        _nodes = nodes;
        _plan = plan;
        _channels = [.. Enumerable.Range(0, plan.Channels).Select(i => $"ledger:c{i}")];
        _publishers = [.. Enumerable.Range(0, plan.Publishers).Select(i => new LedgerPublisher(i, nodes[i % nodes.Count].Client, _channels, plan, _acknowledged))];
        _subscribers = [.. Enumerable.Range(0, plan.Subscribers).Select(NewSubscriber)];
    }

    /// <summary>Returns when a share of the plan is acknowledged, however long that takes.</summary>
    public async Task ReachAsync(double share, CancellationToken limit)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (_acknowledged.Count < share * _plan.Events) await ticks.WaitForNextTickAsync(limit);
    }

    /// <summary>Publishes everything, under what disturbs it, and proves the result.</summary>
    /// <param name="disturb">Runs beside the publishing, and ends when all is as it was; null where nothing does.</param>
    /// <param name="limit">The test's end.</param>
    public async Task RunAsync(Func<Task>? disturb, CancellationToken limit)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit);
        var last = new TaskCompletionSource<IReadOnlyDictionary<string, string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] listening = [.. _subscribers.Select(subscriber => Task.Run(() => subscriber.RunAsync(last.Task, stop.Token), limit))];
        try
        {
            await WithAnyFaultOf(listening, Task.WhenAll(_subscribers.Select(subscriber => subscriber.HasPosition.Task)));
            Task disturbing = disturb is null ? Task.CompletedTask : Task.Run(disturb, limit);
            Task publishing = Task.WhenAll(_publishers.Select(publisher => Task.Run(() => publisher.RunAsync(_plan.Events / _plan.Publishers, limit), limit)));
            await WithAnyFaultOf(listening, Task.WhenAll(publishing, disturbing));

            Dictionary<string, LedgerEvent[]> history = await ReadFromAllAsync(limit);
            last.SetResult(history.Where(channel => channel.Value.Length > 0).ToDictionary(channel => channel.Key, channel => channel.Value[^1].Id));
            VerifyHistory(history);
            await WhenAllHeardAsync(listening, limit);
            foreach (CutSubscriber subscriber in _subscribers) VerifySubscriber(subscriber, history);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(listening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Each listens to channels of its own choice and starts at a node of its own.
    private CutSubscriber NewSubscriber(int number)
    {
        Uri[] servers = [.. Enumerable.Range(0, _nodes.Count).Select(i => _nodes[(number + i) % _nodes.Count].BaseAddress)];
        string[] channels = [.. Enumerable.Range(0, ChannelsEach).Select(i => _channels[(number + (i * 11)) % _channels.Length])];
        return new CutSubscriber(servers, channels, new Random(number)) { MayBeRefused = _plan.HasFaults, MostFrames = 600 };
    }

    // A subscriber that failed would otherwise be waited for in vain.
    private static async Task WithAnyFaultOf(Task[] listening, Task awaited)
    {
        Task faulted = Task.WhenAny(listening).Unwrap();
        if (await Task.WhenAny(awaited, faulted) == faulted) await faulted;
        await awaited;
    }

    private async Task WhenAllHeardAsync(Task[] listening, CancellationToken limit)
    {
        try
        {
            await Task.WhenAll(listening).WaitAsync(limit);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException("Not every subscriber saw the last events: " + string.Join(
                "; ", _subscribers.Where((_, i) => !listening[i].IsCompleted).Select(s => $"{string.Join(',', s.Ids.Select(c => $"{c.Key} {c.Value.Count}"))} after {s.Cuts} cuts")));
        }
    }

    private async Task<Dictionary<string, LedgerEvent[]>> ReadFromAllAsync(CancellationToken limit)
    {
        Dictionary<string, LedgerEvent[]>[] all = await Task.WhenAll(_nodes.Select(async node =>
        {
            var told = new Dictionary<string, LedgerEvent[]>();
            foreach (string channel in _channels) told[channel] = await LedgerHistory.ReadAsync(node.Client, channel, limit);
            return told;
        }));
        foreach (string channel in _channels)
            foreach (Dictionary<string, LedgerEvent[]> other in all) other[channel].SequenceEqual(all[0][channel]).ShouldBeTrue($"every node tells the same history of {channel}");
        return all[0];
    }

    private void VerifyHistory(Dictionary<string, LedgerEvent[]> history)
    {
        int unknown = _publishers.Sum(publisher => publisher.Unknown);
        _acknowledged.Count.ShouldBe(_plan.Events / _plan.Publishers * _plan.Publishers - unknown);
        ILookup<string, Acknowledged> acknowledged = _acknowledged.ToLookup(entry => entry.Channel);
        foreach ((string channel, LedgerEvent[] events) in history)
        {
            EventId[] ids = [.. events.Select(e => EventId.Parse(e.Id))];
            for (int i = 1; i < ids.Length; i++) ids[i].IsAfter(ids[i - 1]).ShouldBeTrue($"{channel}: {ids[i]} comes after {ids[i - 1]}");
            events.Select(e => (e.Publisher, e.Sequence)).Distinct().Count().ShouldBe(events.Length, $"nothing is repeated on {channel}");
            foreach (IGrouping<int, LedgerEvent> one in events.GroupBy(e => e.Publisher))
                one.Select(e => e.Sequence).ShouldBeInOrder(SortDirection.Ascending, $"publisher {one.Key} on {channel}");

            HashSet<LedgerEvent> told = [.. events];
            acknowledged[channel].Where(a => !told.Contains(new LedgerEvent(a.Id, a.Publisher, a.Sequence))).ShouldBeEmpty($"nothing acknowledged is lost on {channel}");
            if (unknown == 0) events.Length.ShouldBe(acknowledged[channel].Count(), $"nothing but what was acknowledged is on {channel}");
        }
    }

    private void VerifySubscriber(CutSubscriber subscriber, Dictionary<string, LedgerEvent[]> history)
    {
        subscriber.Gaps.ShouldBeEmpty();
        foreach ((string channel, List<string> seen) in subscriber.Ids)
        {
            string[] expected = [.. history[channel].Select(e => e.Id)];
            // A publish of unknown fate may still have come about after the history was read.
            IEnumerable<string> compared = _publishers.Any(publisher => publisher.Unknown > 0) ? seen.Take(expected.Length) : seen;
            int difference = FirstDifference([.. compared], expected);
            difference.ShouldBe(-1, $"{channel} as a subscriber saw it, {seen.Count} events, is its history of {expected.Length}, up to event {difference}");
        }
    }

    // A whole comparison of thousands of ids would be an unreadable message.
    private static int FirstDifference(string[] seen, string[] expected)
    {
        int common = seen.AsSpan().CommonPrefixLength(expected);
        return common == seen.Length && common == expected.Length ? -1 : common;
    }
}
