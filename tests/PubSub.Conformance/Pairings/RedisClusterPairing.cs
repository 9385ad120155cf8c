namespace PubSub.Conformance.Pairings;

public sealed class RedisClusterDelivery : DeliveryConformance<RedisClusterFixture>;

public sealed class RedisClusterHistory : HistoryConformance<RedisClusterFixture>;

public sealed class RedisClusterRetentionByCount : RetentionByCountConformance<RedisClusterFixture>;

public sealed class RedisClusterRetentionByAge : RetentionByAgeConformance<RedisClusterFixture>;

public sealed class RedisClusterDedup : DedupConformance<RedisClusterFixture>;

public sealed class RedisClusterSeveralNodes : NodesConformance<RedisClusterFixture>;

public sealed class RedisClusterLifetime : LifetimeConformance<RedisClusterFixture>;
