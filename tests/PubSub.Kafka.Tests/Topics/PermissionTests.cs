using Confluent.Kafka.Admin;
using PubSub.Core.Adapters;
using PubSub.Kafka.Tests.Support;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Topics;

/// <summary>A user who may not do what the adapter needs. Rules are of the test's own topics, so that tests share a server.</summary>
public class PermissionTests : KafkaTest
{
    private static readonly (string User, string Password) s_alice = SecuredKafka.Alice;

    private SecuredKafka _kafka = null!;

    protected override async Task<KafkaServer> GetServerAsync() => (_kafka = await SharedKafka.GetSecuredAsync()).Server;

    [SkippableFact]
    public async Task Start_MayNotCreateTopics_NamesThemTheRightAndTheCommand()
    {
        await Server.Admin.DenyAsync(SecuredKafka.Bob, AclOperation.Create, Topic);
        await Server.Admin.DenyAsync(SecuredKafka.Bob, AclOperation.Create, topic: null);
        InvalidOperationException error = await Should.ThrowAsync<InvalidOperationException>(NewNode(o => As(o, SecuredKafka.Bob)).StartAsync);

        error.Message.ShouldContain("Create on the cluster or topic");
        error.Message.ShouldContain("kafka-topics.sh --bootstrap-server");
    }

    [SkippableFact]
    public async Task Publish_MayNotWrite_NamesTheTopicAndTheRights()
    {
        KafkaNode node = await StartNodeAsync(As);
        await Server.Admin.DenyAsync(s_alice.User, AclOperation.Write, Topic);
        BrokerUnavailableException error = await Should.ThrowAsync<BrokerUnavailableException>(() => node.PublishAsync(Orders));

        error.Message.ShouldContain($"Publishing to topic '{Topic}' failed: the user may not do this to the topic");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_MayNotReadEvents_NamesTheTopicAndTheRights(bool holdsEvents)
    {
        KafkaNode other = await StartNodeAsync();
        if (holdsEvents) await other.PublishAsync(Orders);
        await Server.Admin.DenyAsync(s_alice.User, AclOperation.Read, Topic);
        BrokerUnavailableException error = await Should.ThrowAsync<BrokerUnavailableException>(NewNode(As).StartAsync);

        error.Message.ShouldBe($"Reading topic '{Topic}' failed: the user may not do this to the topic; it needs the operations Describe, Read and Write on it.");
    }

    [SkippableFact]
    public async Task Start_MayNotReadEpochs_NamesTheTopicAndTheRights()
    {
        await StartNodeAsync();
        await Server.Admin.DenyAsync(s_alice.User, AclOperation.Read, EpochTopic);
        BrokerUnavailableException error = await Should.ThrowAsync<BrokerUnavailableException>(NewNode(As).StartAsync);

        error.Message.ShouldStartWith($"Reading topic '{EpochTopic}' failed: the user may not do this to the topic");
    }

    [SkippableFact]
    public async Task Start_MayNotDescribe_NamesTheTopicAndTheRight()
    {
        await StartNodeAsync();
        await Server.Admin.DenyAsync(s_alice.User, AclOperation.Describe, Topic);
        Exception error = await Should.ThrowAsync<Exception>(NewNode(o =>
        {
            As(o);
            o.ConnectTimeout = TimeSpan.FromSeconds(2);
        }).StartAsync);

        error.Message.ShouldContain(Topic);
        error.Message.ShouldContain("Describe");
    }

    [SkippableFact]
    public async Task CheckHealth_ReadIsForbiddenAndAllowedAgain_SaysSoAndForgetsIt()
    {
        KafkaNode node = await StartNodeAsync(o =>
        {
            As(o);
            o.CheckPeriod = TimeSpan.FromMilliseconds(200);
        });
        await Server.Admin.DenyAsync(s_alice.User, AclOperation.Read, Topic);
        await Eventually.HoldsAsync(async () => await HealthAsync(node) is { IsHealthy: false, Detail: { } detail } && detail.StartsWith($"Reading topic '{Topic}' failed", StringComparison.Ordinal));
        KafkaNode other = await StartNodeAsync();
        await other.PublishAsync(Orders);
        (await Should.ThrowAsync<BrokerUnavailableException>(() => node.SubscribeAsync(Orders))).Message.ShouldStartWith($"Reading topic '{Topic}' failed");

        await Server.Admin.AllowAsync(s_alice.User, Topic);
        await Eventually.HoldsAsync(async () => (await HealthAsync(node)).IsHealthy);
        await node.SubscribeAsync(Orders);
    }

    private void As(KafkaOptions options) => As(options, s_alice.User);

    private void As(KafkaOptions options, string user)
    {
        options.BootstrapServers = _kafka.SaslAddress;
        options.Client["security.protocol"] = "SASL_PLAINTEXT";
        options.Client["sasl.mechanism"] = "PLAIN";
        options.Client["sasl.username"] = user;
        options.Client["sasl.password"] = s_alice.Password;
    }

    private static async Task<AdapterHealth> HealthAsync(KafkaNode node) => await node.Adapter.CheckHealthAsync(CancellationToken.None);
}
