using Confluent.Kafka;
using Confluent.Kafka.Admin;
using PubSub.Core.Adapters;
using PubSub.Kafka.Tests.Support;
using PubSub.TestServers;

namespace PubSub.Kafka.Tests.Topics;

/// <summary>A user who may not do what the adapter needs. The server is the tests' own: it checks permissions.</summary>
public class PermissionTests : KafkaTest
{
    protected override Task<KafkaServer> GetServerAsync()
    {
        Servers.RequireKafka();
        return KafkaServer.StartAsync(
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer", "allow.everyone.if.no.acl.found=true");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
    }

    [SkippableFact]
    public async Task Start_MayNotCreateTopics_NamesThemTheRightAndTheCommand()
    {
        await DenyAsync(ResourceType.Topic, Topic, AclOperation.Create);
        await DenyAsync(ResourceType.Broker, "kafka-cluster", AclOperation.Create);
        InvalidOperationException error = await Should.ThrowAsync<InvalidOperationException>(NewNode().StartAsync);

        error.Message.ShouldContain("Create on the cluster or topic");
        error.Message.ShouldContain("kafka-topics.sh --bootstrap-server");
    }

    [SkippableFact]
    public async Task Publish_MayNotWrite_NamesTheTopicAndTheRights()
    {
        KafkaNode node = await StartNodeAsync();
        await DenyAsync(ResourceType.Topic, Topic, AclOperation.Write);
        BrokerUnavailableException error = await Should.ThrowAsync<BrokerUnavailableException>(() => node.PublishAsync(Orders));

        error.Message.ShouldContain($"Publishing to topic '{Topic}' failed: the user may not do this to the topic");
    }

    private async Task DenyAsync(ResourceType type, string name, AclOperation operation)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Server.BootstrapServers }).Build();
        // What has any rule allows nothing else by itself.
        await admin.CreateAclsAsync([Rule(AclOperation.All, AclPermissionType.Allow), Rule(operation, AclPermissionType.Deny)]);

        AclBinding Rule(AclOperation what, AclPermissionType permission) => new()
        {
            Pattern = new ResourcePattern { Type = type, Name = name, ResourcePatternType = ResourcePatternType.Literal },
            Entry = new AccessControlEntry { Principal = "User:*", Host = "*", Operation = what, PermissionType = permission },
        };
    }
}
