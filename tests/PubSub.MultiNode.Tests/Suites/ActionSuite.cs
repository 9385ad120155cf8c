using System.Diagnostics;
using System.Net;
using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.MultiNode.Tests.Work;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Suites;

/// <summary>A client event id is honoured by all nodes together, whatever becomes of the one that a request was sent to.</summary>
public abstract class ActionSuite<TBroker>(TBroker broker, ITestOutputHelper output) : IClassFixture<TBroker>
    where TBroker : class, IBroker
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(2);
    private static readonly string[] s_publishedOnce = ["work:asked", "work:done"];
    private static readonly string[] s_firstRepeated = ["work:asked", "work:asked", "work:done"];

    [SkippableFact]
    public async Task Retry_NodeKilledInAction_RunsWhenTheLeaseIsOverAndNotBefore()
    {
        var work = new WorkClient();
        await using NodeCluster cluster = await StartAsync(work, "BeforeEffect:Hang");
        (NodeProcess first, NodeProcess second) = (cluster.Nodes[0], cluster.Nodes[1]);

        long asked = Stopwatch.GetTimestamp();
        Task<WorkOutcome> lost = work.AskAsync(first);
        await first.FailedAsync();
        await first.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(lost);
        (WorkOutcome outcome, IReadOnlyList<WorkOutcome> refusals) = await work.RetryAsync(second);

        Stopwatch.GetElapsedTime(asked).ShouldBeGreaterThanOrEqualTo(s_lease);
        refusals.ShouldNotBeEmpty();
        refusals.ShouldAllBe(refusal => refusal.Status == HttpStatusCode.Conflict && refusal.Code == "IN_PROGRESS");
        (outcome.Code, outcome.Node).ShouldBe(("ok", "b"));
        work.RanOn.ShouldBe(["b"]);
        await ShouldBePublishedOnceAsync(second, outcome);
    }

    [SkippableFact]
    public async Task Outcome_NodeFrozenBeyondItsLease_IsRefused()
    {
        var work = new WorkClient();
        await using NodeCluster cluster = await StartAsync(work, "AfterEffect:Hang");
        (NodeProcess first, NodeProcess second) = (cluster.Nodes[0], cluster.Nodes[1]);

        Task<WorkOutcome> late = work.AskAsync(first);
        await first.FailedAsync();
        await first.FreezeAsync();
        (WorkOutcome outcome, _) = await work.RetryAsync(second);
        await first.ThawAsync();
        await first.ReleaseAsync();
        WorkOutcome refused = await late;

        // Both had their effect, which is what a fencing token is for; one outcome counts.
        work.RanOn.ShouldBe(["a", "b"]);
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.Conflict, "IN_PROGRESS"));
        foreach (NodeProcess node in cluster.Nodes)
        {
            WorkOutcome replayed = await work.AskAsync(node);
            (replayed.Code, replayed.Node).ShouldBe(("replayed", "b"));
            replayed.Events.ShouldBe(outcome.Events);
            await ShouldBePublishedOnceAsync(node, outcome);
        }
    }

    [SkippableTheory]
    [InlineData("AfterStoring")]
    [InlineData("AfterFirstEvent")]
    public async Task Retry_NodeCrashedBeforeAllWasPublished_PublishesTheRestAndRunsNothing(string point)
    {
        var work = new WorkClient();
        await using NodeCluster cluster = await StartAsync(work, $"{point}:Crash");
        (NodeProcess first, NodeProcess second) = (cluster.Nodes[0], cluster.Nodes[1]);

        await Should.ThrowAsync<HttpRequestException>(work.AskAsync(first));
        await first.WhenExitedAsync();
        (WorkOutcome outcome, _) = await work.RetryAsync(second);

        (outcome.Code, outcome.Node).ShouldBe(("replayed", "a"));
        work.RanOn.ShouldBe(["a"]);
        // An adapter that cannot tell that it has published the first publishes it again, as its page says.
        bool isRepeated = point == "AfterFirstEvent" && !broker.Deduplicates;
        await ShouldBePublishedAsync(second, outcome, isRepeated ? s_firstRepeated : s_publishedOnce);
    }

    private static Task ShouldBePublishedOnceAsync(NodeProcess node, WorkOutcome outcome) => ShouldBePublishedAsync(node, outcome, s_publishedOnce);

    private static async Task ShouldBePublishedAsync(NodeProcess node, WorkOutcome outcome, string[] names)
    {
        IReadOnlyList<(string Name, string Id)> published = await WorkClient.PublishedAsync(node);
        published.Select(e => e.Name).ShouldBe(names);
        published.Select(e => e.Id).TakeLast(outcome.Events.Count).ShouldBe(outcome.Events);
    }

    private async Task<NodeCluster> StartAsync(WorkClient work, string fault)
    {
        await broker.EnsureStartedAsync();
        string prefix = broker.NewPrefix();
        NodeArguments NewNode(string name) => broker.Node(name, prefix) with { Lease = s_lease, Effects = work.Effects };
        var cluster = new NodeCluster(output);
        try
        {
            await cluster.StartAsync(NewNode("a") with { Fault = fault }, NewNode("b"));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }
}
