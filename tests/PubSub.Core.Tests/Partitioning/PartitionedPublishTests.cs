using System.Buffers;
using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Publishing;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Partitioning;

public sealed class PartitionedPublishTests : IAsyncLifetime
{
    private readonly PublishHarness _harness = PublishHarness.Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task PublishAsync_WithKey_CarriesItInAPartitionAndNamesTheChannel()
    {
        await _harness.Get<IEventPublisher>().PublishAsync(new SplitNoted(3), new EventMeta { PartitionKey = "b" });

        RecordingAdapter.Entry published = _harness.Adapter.Published.Single();
        published.Channel.Value.ShouldBe("split~1");
        published.Json.ShouldStartWith("""{"name":"split:noted","channel":"split",""");
        _harness.Adapter.Options.Single().Retention!.Age.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task PublishAsync_KeyOnAChannelWithoutPartitions_OnlyTravels()
    {
        await _harness.Get<IEventPublisher>().PublishAsync(new ProbeNoted(3), new EventMeta { PartitionKey = "b" });

        _harness.Adapter.Published.Single().Channel.Value.ShouldBe("probe");
    }

    [Fact]
    public async Task RunAsync_SentWithAKey_GoesToItsPartition()
    {
        await SendAsync("r", """{"name":"split:said","payload":{"key":"k","number":1},"meta":{"partitionKey":"b"}}""");

        _harness.Adapter.Published.Single().Channel.Value.ShouldBe("split~1");
    }

    [Fact]
    public async Task EmitAsync_NoKeyOfItsOwn_HasTheSentEventsWhereTheChannelHasPartitions()
    {
        _harness.Script.Body = async (_, context, _) =>
        {
            await context.EmitAsync(new SplitNoted(1));
            await context.EmitAsync(new SplitNoted(2), new EventMeta { PartitionKey = "a" });
            await context.EmitAsync(new ProbeNoted(3));
            return 0;
        };

        await SendAsync("r", """{"name":"probe:ran","payload":{"key":"k"},"meta":{"partitionKey":"b"}}""");

        RecordingAdapter.Entry[] emitted = [.. _harness.Adapter.Published.Skip(1)];
        emitted[0].Json.ShouldContain("\"partitionKey\":\"b\"");
        emitted[1].Json.ShouldContain("\"partitionKey\":\"a\"");
        emitted[2].Json.ShouldNotContain("partitionKey");
    }

    [Fact]
    public async Task RunAsync_RetryOfAnOutcomeThatIsNotPublished_GoesToTheSamePartitions()
    {
        const string run = """{"name":"probe:ran","payload":{"key":"k"},"clientEventId":"c"}""";
        _harness.Script.Body = async (_, context, _) =>
        {
            for (int i = 0; i < 10; i++) await context.EmitAsync(new SplitNoted(i), i < 5 ? null : new EventMeta { PartitionKey = $"k{i}" });
            return 0;
        };
        // Every event fails once, the first of each request, so that each retry publishes one more.
        var failed = new HashSet<int>();
        _harness.Adapter.Before = _ =>
        {
            int published = _harness.Adapter.Published.Count;
            return failed.Add(published) ? throw new BrokerUnavailableException("The broker is down.") : Task.CompletedTask;
        };

        for (int attempt = 0; attempt < 11; attempt++) await Should.ThrowAsync<PubSubException>(() => SendAsync($"request-{attempt}", run));
        await SendAsync("request-last", run);

        _harness.Script.Runs.ShouldBe(1);
        _harness.Adapter.Published.Count.ShouldBe(11);
        foreach (IGrouping<string?, (ChannelName Channel, string? DedupKey)> tried in _harness.Adapter.Tried.GroupBy(each => each.DedupKey))
        {
            tried.Count().ShouldBe(2);
            tried.Select(each => each.Channel).Distinct().ShouldHaveSingleItem();
        }
    }

    private Task<PublishResult> SendAsync(string requestId, string json) =>
        _harness.Pipeline.RunAsync(
            new PublishRequest(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), PublishHarness.Alice, requestId), CancellationToken.None).AsTask();
}
