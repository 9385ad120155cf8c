using PubSub.Kafka.Topics;

namespace PubSub.Kafka.Tests.Topics;

public class TopicPlanTests
{
    private static readonly KafkaOptions s_options = new() { BootstrapServers = "broker:9092" };

    [Fact]
    public void Of_ChannelThatKeepsForLonger_DecidesTheRetention() =>
        Events(TimeSpan.FromDays(30)).Specification(-1).Configs["retention.ms"].ShouldBe("2592000000");

    [Fact]
    public void Of_ChannelsThatKeepForLess_TopicRetentionHolds() =>
        Events(TimeSpan.FromHours(1)).Specification(-1).Configs["retention.ms"].ShouldBe("604800000");

    [Fact]
    public void ProblemsOf_PublishersTime_NamesTheCommand()
    {
        string problem = Events(null).ProblemsOf(new Dictionary<string, string> { ["message.timestamp.type"] = "CreateTime" }, "broker:9092").ShouldHaveSingleItem();

        problem.ShouldContain("message.timestamp.type=CreateTime");
        problem.ShouldContain("kafka-configs.sh --bootstrap-server broker:9092 --alter --entity-type topics --entity-name pubsub-events --add-config message.timestamp.type=LogAppendTime");
    }

    [Theory]
    [InlineData("3599999", true)]
    [InlineData("3600000", false)]
    [InlineData("-1", false)]
    public void ProblemsOf_Retention_MustReachTheLongestChannel(string kept, bool isProblem) =>
        Events(TimeSpan.FromHours(1)).ProblemsOf(new Dictionary<string, string> { ["retention.ms"] = kept }, "broker:9092").Any().ShouldBe(isProblem);

    [Fact]
    public void CreateCommand_Events_HasEverySetting() => Events(null).CreateCommand("broker:9092").ShouldBe(
        "kafka-topics.sh --bootstrap-server broker:9092 --create --topic pubsub-events --partitions 12 --config cleanup.policy=delete " +
        "--config message.timestamp.type=LogAppendTime --config retention.ms=604800000 --config segment.ms=75600000");

    [Fact]
    public void CreateCommand_Epochs_IsCompactedAndOfOnePartition() => TopicPlan.Of(s_options, null)[2].CreateCommand("broker:9092").ShouldBe(
        "kafka-topics.sh --bootstrap-server broker:9092 --create --topic pubsub-epochs --partitions 1 --config cleanup.policy=compact --config message.timestamp.type=LogAppendTime");

    private static TopicPlan Events(TimeSpan? longest) => TopicPlan.Of(s_options, longest)[0];
}
