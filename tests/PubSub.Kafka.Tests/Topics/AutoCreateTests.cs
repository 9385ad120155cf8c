using PubSub.Core.Adapters;
using PubSub.Kafka.Tests.Support;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Topics;

/// <summary>A broker that makes topics at the sight of their names, as Kafka's do unless they are told not to.</summary>
public class AutoCreateTests : KafkaTest
{
    protected override Task<KafkaServer> GetServerAsync()
    {
        Servers.RequireKafka();
        return KafkaServer.StartAsync("auto.create.topics.enable=true", "num.partitions=5");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
    }

    [SkippableFact]
    public async Task Delete_UnderANodeThatPublishesAndIsAskedForItsHealth_IsMadeAnewByTheNode()
    {
        KafkaNode node = await StartNodeAsync(o => o.CheckPeriod = TimeSpan.FromMilliseconds(500));
        await node.PublishAsync(Orders);
        await Server.Admin.DeleteAsync(Topic);
        await Eventually.HoldsAsync(async () =>
        {
            await node.Adapter.CheckHealthAsync(CancellationToken.None);
            return await IsTakenAsync(node);
        });

        Server.Admin.PartitionsOf(Topic).ShouldBe(1);
        IReadOnlyDictionary<string, string> settings = await Server.Admin.SettingsOfAsync(Topic);
        settings["message.timestamp.type"].ShouldBe("LogAppendTime");
        settings["retention.ms"].ShouldBe("604800000");
        settings["retention.bytes"].ShouldBe("-1");
    }

    private static async Task<bool> IsTakenAsync(KafkaNode node)
    {
        try
        {
            await node.PublishAsync(Orders);
            return true;
        }
        catch (BrokerUnavailableException)
        {
            return false;
        }
    }
}
