using PubSub.Contracts;
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
        "--config message.timestamp.type=LogAppendTime --config retention.ms=604800000 --config retention.bytes=-1 --config segment.ms=75600000");

    [Fact]
    public void CreateCommand_Epochs_IsCompactedAndOfOnePartition() => TopicPlan.Of(s_options, new TopicMap(s_options), ContractDemands.None)[2].CreateCommand("broker:9092").ShouldBe(
        "kafka-topics.sh --bootstrap-server broker:9092 --create --topic pubsub-epochs --partitions 1 --config cleanup.policy=compact --config message.timestamp.type=LogAppendTime");

    [Fact]
    public void Of_ChannelsOfSeveralTopics_EachKeepsForAsLongAsItsOwnAsk()
    {
        KafkaOptions options = TwoTopics();
        ContractDemands demands = new([new(ChannelName.Parse("slow"), TimeSpan.FromDays(30)), new(ChannelName.Parse("quick"), TimeSpan.FromDays(8))], 0);

        Retentions(options, demands).ShouldBe([TimeSpan.FromDays(8), TimeSpan.FromDays(30)]);
    }

    [Fact]
    public void Of_TemplateOfChannels_CountsInEveryTopic() =>
        Retentions(TwoTopics(), new([new(null, TimeSpan.FromDays(30))], 0)).ShouldBe([TimeSpan.FromDays(30), TimeSpan.FromDays(30)]);

    [Theory]
    [InlineData("1000000", true)]
    [InlineData("-1", false)]
    public void ProblemsOf_LimitOfSize_BreaksAPromiseInTime(string bytes, bool isProblem) =>
        Events(TimeSpan.FromHours(1)).ProblemsOf(new Dictionary<string, string> { ["retention.bytes"] = bytes }, "broker:9092").Any().ShouldBe(isProblem);

    [Fact]
    public void ProblemsOf_LimitOfSizeAndNoPromise_IsNone() =>
        Events(null).ProblemsOf(new Dictionary<string, string> { ["retention.bytes"] = "1000000" }, "broker:9092").ShouldBeEmpty();

    [Theory]
    [InlineData("unclean.leader.election.enable", "true", 3, true)]
    [InlineData("unclean.leader.election.enable", "false", 3, false)]
    [InlineData("min.insync.replicas", "1", 3, true)]
    [InlineData("min.insync.replicas", "1", 1, false)]
    [InlineData("min.insync.replicas", "2", 3, false)]
    [InlineData("max.message.bytes", "262144", 1, true)]
    [InlineData("max.message.bytes", "1048588", 1, false)]
    public void ConcernsOf_WhatMayCostEvents_IsNamed(string key, string value, int replicas, bool isConcern)
    {
        TopicPlan plan = TopicPlan.Of(s_options, new TopicMap(s_options), new ContractDemands([], 256 * 1024))[0];
        string[] concerns = [.. plan.ConcernsOf(new Dictionary<string, string> { [key] = value }, replicas)];

        concerns.Length.ShouldBe(isConcern ? 1 : 0);
        concerns.ShouldAllBe(concern => concern.StartsWith($"{key}={value}"));
    }

    private static TopicPlan Events(TimeSpan? longest) =>
        TopicPlan.Of(s_options, new TopicMap(s_options), longest is { } age ? new ContractDemands([new(null, age)], 0) : ContractDemands.None)[0];

    private static KafkaOptions TwoTopics()
    {
        var options = new KafkaOptions { BootstrapServers = "broker:9092", TopicOf = channel => channel.Value == "slow" ? "events-2" : "events-1" };
        options.Topics[0] = "events-1";
        options.Topics.Add("events-2");
        return options;
    }

    private static TimeSpan?[] Retentions(KafkaOptions options, ContractDemands demands) =>
        [.. TopicPlan.Of(options, new TopicMap(options), demands).Take(2).Select(plan => plan.Retention)];
}
