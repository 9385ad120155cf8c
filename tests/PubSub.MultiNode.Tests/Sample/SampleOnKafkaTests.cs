using System.Net;
using PubSub.TestServers;

namespace PubSub.MultiNode.Tests.Sample;

/// <summary>The sample on Kafka, as the README of the samples shows it.</summary>
public sealed class SampleOnKafkaTests
{
    [SkippableFact]
    public async Task Health_KafkaGoneAndBack_Follows()
    {
        Servers.RequireKafka();
        await using KafkaServer kafka = await KafkaServer.StartAsync();
        await using SampleProcess sample = await SampleProcess.StartAsync([], new Dictionary<string, string> { ["KAFKA_BOOTSTRAP_SERVERS"] = kafka.BootstrapServers });
        sample.Log.ShouldContain($"kafka at {kafka.BootstrapServers}");
        await sample.BecomesAsync(HttpStatusCode.OK);

        await kafka.KillAsync();
        await sample.BecomesAsync(HttpStatusCode.ServiceUnavailable);
        await kafka.StartAgainAsync();
        await sample.BecomesAsync(HttpStatusCode.OK);
    }
}
