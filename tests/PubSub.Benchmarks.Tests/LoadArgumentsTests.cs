using PubSub.Benchmarks.Compare.Load;
using PubSub.Benchmarks.Compare.Scenarios;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Tests;

public sealed class LoadArgumentsTests
{
    private static readonly ServerDefinition s_pubsub = ServerCatalog.Find("pubsub");

    [Fact]
    public void Of_CaseByTime_PublishesForItsSeconds() =>
        Of(new ScenarioCase("", "pubsub") { Subscribers = 1000, Rate = 50, Seconds = 8 }).ShouldBe(
            "--protocol pubsub --port 5000 --server-pid 77 --subscribers 1000 --channels 1 --channel-prefix probe: --publishers 16 --rate 50 --payload 300 --seconds 8 --warmup 5");

    [Fact]
    public void Of_IdleCase_PublishesNothing() =>
        Of(new ScenarioCase("", "pubsub") { Subscribers = 5000, Idle = true, Seconds = 5 }).ShouldBe(
            "--protocol pubsub --port 5000 --server-pid 77 --subscribers 5000 --channels 1 --channel-prefix probe: --idle 5");

    [Fact]
    public void Of_CaseWithABacklog_IsCutAndReconnected() =>
        Of(new ScenarioCase("", "pubsub") { Subscribers = 2000, Backlog = 500, ChannelPrefix = "ledger:", Warmup = 0, Seconds = 10 }).ShouldEndWith("--payload 300 --reconnect --backlog 500");

    [Fact]
    public void Of_AnotherProtocol_HasNoChannelPrefix() =>
        string.Join(' ', LoadArguments.Of(Samples.Case, ServerCatalog.Find("nchan"), 1, 1)).ShouldNotContain("--channel-prefix");

    private static string Of(ScenarioCase @case) => string.Join(' ', LoadArguments.Of(@case, s_pubsub, 5000, 77));
}
