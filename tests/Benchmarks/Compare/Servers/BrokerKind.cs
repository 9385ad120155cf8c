namespace PubSub.Benchmarks.Compare.Servers;

/// <summary>What a server stands on.</summary>
internal enum BrokerKind
{
    /// <summary>Nothing but itself.</summary>
    None,

    /// <summary>A redis-server that keeps its data in memory alone.</summary>
    Redis,

    /// <summary>An Apache Kafka of one node.</summary>
    Kafka,
}
