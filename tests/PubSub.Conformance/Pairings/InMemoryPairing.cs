namespace PubSub.Conformance.Pairings;

public sealed class InMemoryDelivery : DeliveryConformance<InMemoryFixture>;

public sealed class InMemoryHistory : HistoryConformance<InMemoryFixture>;

public sealed class InMemoryRetentionByCount : RetentionByCountConformance<InMemoryFixture>;

public sealed class InMemoryRetentionByAge : RetentionByAgeConformance<InMemoryFixture>;

public sealed class InMemoryDedup : DedupConformance<InMemoryFixture>;

public sealed class InMemoryClock : ClockConformance<InMemoryFixture>;

public sealed class InMemoryLifetime : LifetimeConformance<InMemoryFixture>;

public sealed class InMemoryIdempotencyClaim : IdempotencyClaimConformance<InMemoryIdempotencyStoreFixture>;

public sealed class InMemoryIdempotencyOutcome : IdempotencyOutcomeConformance<InMemoryIdempotencyStoreFixture>;

public sealed class InMemoryPresenceMember : PresenceMemberConformance<InMemoryPresenceStoreFixture>;

public sealed class InMemoryPresenceLease : PresenceLeaseConformance<InMemoryPresenceStoreFixture>;
