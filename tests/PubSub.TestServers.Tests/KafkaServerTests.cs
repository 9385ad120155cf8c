namespace PubSub.TestServers.Tests;

public sealed class KafkaServerTests
{
    [SkippableFact]
    public async Task StartAgain_KilledAndStopped_HasItsAddressAndTopics()
    {
        Servers.RequireKafka();
        await using KafkaServer server = await KafkaServer.StartAsync("num.partitions=2");
        string address = server.BootstrapServers;
        await server.ToolAsync("kafka-topics.sh", "--create", "--topic", "kept");
        await server.KillAsync();
        await server.StartAgainAsync();
        server.BootstrapServers.ShouldBe(address);
        (await server.ToolAsync("kafka-topics.sh", "--describe", "--topic", "kept")).ShouldContain("PartitionCount: 2");

        await server.StopAsync();
        server.IsRunning.ShouldBeFalse();
    }
}
