namespace PubSub.Conformance.Pairings;

public sealed class RedisIdempotencyClaim : IdempotencyClaimConformance<RedisIdempotencyStoreFixture>;

public sealed class RedisIdempotencyOutcome : IdempotencyOutcomeConformance<RedisIdempotencyStoreFixture>;
