namespace PubSub.Conformance.Pairings;

public sealed class RedisDelivery : DeliveryConformance<RedisFixture>;

public sealed class RedisHistory : HistoryConformance<RedisFixture>;

public sealed class RedisRetentionByCount : RetentionByCountConformance<RedisFixture>;

public sealed class RedisRetentionByAge : RetentionByAgeConformance<RedisFixture>;

public sealed class RedisDedup : DedupConformance<RedisFixture>;

public sealed class RedisCorruptEntries : CorruptEntryConformance<RedisFixture>;

public sealed class RedisSeveralNodes : NodesConformance<RedisFixture>;

public sealed class RedisLifetime : LifetimeConformance<RedisFixture>;

public sealed class RedisOutage : OutageConformance<RedisOwnServerFixture>;
