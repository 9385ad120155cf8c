using PubSub.TestServers;

namespace PubSub.Conformance.Pairings;

/// <summary>Kafka on a server of its own, for tests that kill and freeze it.</summary>
public sealed class KafkaServerFixture : KafkaFixture, IOwnsServer
{
    public TestServer Server => Kafka;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Kafka is not null) await Kafka.DisposeAsync();
    }

    private protected override Task<KafkaServer> GetServerAsync()
    {
        Servers.RequireKafka();
        return KafkaServer.StartAsync();
    }
}
