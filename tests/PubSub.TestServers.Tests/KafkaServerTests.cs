namespace PubSub.TestServers.Tests;

public sealed class KafkaServerTests
{
    [SkippableFact]
    public async Task StartAgain_KilledAndStopped_HasItsAddressAndTopics()
    {
        Servers.RequireKafka();
        await using KafkaServer server = await KafkaServer.StartAsync("num.partitions=2");
        string address = server.BootstrapServers;
        await server.Admin.CreateAsync("kept", -1);
        await server.KillAsync();
        await server.StartAgainAsync();
        server.BootstrapServers.ShouldBe(address);
        server.Admin.PartitionsOf("kept").ShouldBe(2);

        await server.StopAsync();
        server.IsRunning.ShouldBeFalse();
    }
}
