using PubSub.Core.Adapters;
using PubSub.Kafka.Tests.Support;

namespace PubSub.Kafka.Tests.Topics;

/// <summary>What start-up says about brokers and topics that are not as they must be.</summary>
public class StartTests : KafkaTest
{
    [SkippableFact]
    public async Task Start_WrongAddress_NamesItAndTheReason()
    {
        KafkaNode node = NewNode(o =>
        {
            o.BootstrapServers = "127.0.0.1:1";
            o.ConnectTimeout = TimeSpan.FromSeconds(1);
        });
        BrokerUnavailableException error = await Should.ThrowAsync<BrokerUnavailableException>(node.StartAsync);

        error.Message.ShouldContain("Kafka at 127.0.0.1:1 did not answer within 1 s");
        error.Message.ShouldContain("refused", Case.Insensitive);
    }

    [SkippableFact]
    public async Task Start_TopicsMissingAndNotToBeMade_NamesThemAndTheCommands()
    {
        KafkaNode node = NewNode(o => o.CreateTopics = false);
        InvalidOperationException error = await Should.ThrowAsync<InvalidOperationException>(node.StartAsync);

        foreach (string topic in (string[])[Topic, LiveTopic, EpochTopic])
            error.Message.ShouldContain($"kafka-topics.sh --bootstrap-server {Server.BootstrapServers} --create --topic {topic} ");
    }

    [SkippableFact]
    public async Task Start_TopicMadeByItsCommand_Starts()
    {
        KafkaNode refused = NewNode(o => o.CreateTopics = false);
        string message = (await Should.ThrowAsync<InvalidOperationException>(refused.StartAsync)).Message;
        foreach (string command in message.Split(Environment.NewLine).Where(line => line.StartsWith("kafka-topics.sh", StringComparison.Ordinal)))
            await Server.ToolAsync("kafka-topics.sh", command.Split(' ')[3..]);

        await StartNodeAsync(o => o.CreateTopics = false);
    }

    [SkippableFact]
    public async Task Start_TopicWithPublishersTime_NamesTheSettingAndTheCommand()
    {
        await Server.Admin.CreateAsync(Topic, 1);
        InvalidOperationException error = await Should.ThrowAsync<InvalidOperationException>(NewNode().StartAsync);

        error.Message.ShouldContain($"Topic '{Topic}' has message.timestamp.type=CreateTime");
        error.Message.ShouldContain($"kafka-configs.sh --bootstrap-server {Server.BootstrapServers} --alter");
    }

    [SkippableFact]
    public async Task Start_TopicThatKeepsForLessThanAChannel_SaysSo()
    {
        await Server.Admin.CreateAsync(Topic, 1, ("message.timestamp.type", "LogAppendTime"), ("retention.ms", "60000"));
        InvalidOperationException error = await Should.ThrowAsync<InvalidOperationException>(NewNode(longestRetention: TimeSpan.FromHours(2)).StartAsync);

        error.Message.ShouldContain("keeps events for 00:01:00, and a channel's contract promises 02:00:00");
    }

    [SkippableFact]
    public async Task Start_TopicExtended_KeepsChannelsWhereTheyAreAndSaysSo()
    {
        KafkaNode before = await StartNodeAsync();
        PubSub.Contracts.EventId id = await before.PublishAsync(Chat);
        await Server.Admin.ExtendAsync(Topic, 7);
        KafkaNode after = await StartNodeAsync();

        (await after.PublishAsync(Chat)).IsAfter(id).ShouldBeTrue();
        after.Logs.Entries.ShouldContain(entry => entry.Id.Id == 5203);
    }

    [SkippableFact]
    public async Task Start_UnknownSetting_NamesIt() =>
        (await Should.ThrowAsync<Exception>(NewNode(o => o.Client["no.such.setting"] = "secret").StartAsync)).Message.ShouldContain("no.such.setting");

    [SkippableFact]
    public async Task CheckHealth_TopicMissing_NamesIt()
    {
        KafkaNode node = await StartNodeAsync();
        await Server.Admin.DeleteAsync(LiveTopic);
        AdapterHealth health = await node.Adapter.CheckHealthAsync(CancellationToken.None);

        health.IsHealthy.ShouldBeFalse();
        health.Detail.ShouldBe($"The topic '{LiveTopic}' is missing, or this user may not Describe it.");
    }
}
