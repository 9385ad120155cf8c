namespace PubSub.TestServers;

/// <summary>
/// The Kafka that the tests of one process share: started when the first asks for it, ended with the process. Each test uses topics of its own, and
/// does not stop it. Safe to use from any thread.
/// </summary>
public static class SharedKafka
{
    private static readonly Lazy<Task<KafkaServer>> s_server = new(() => KafkaServer.StartAsync());
    private static readonly Lazy<Task<SecuredKafka>> s_secured = new(SecuredKafka.StartAsync);

    /// <summary>The running server. Ends the test as skipped where there is no Kafka or no Java.</summary>
    public static Task<KafkaServer> GetAsync()
    {
        Servers.RequireKafka();
        return s_server.Value;
    }

    /// <summary>The running server that asks for credentials and permission. Ends the test as skipped where there is no Kafka or no Java.</summary>
    public static Task<SecuredKafka> GetSecuredAsync()
    {
        Servers.RequireKafka();
        return s_secured.Value;
    }

    /// <summary>The name of a topic that no other test has.</summary>
    public static string NewTopic() => $"test-{Guid.NewGuid():N}";
}
