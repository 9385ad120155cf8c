namespace PubSub.Conformance.Pairings;

public sealed class InMemoryDelivery : DeliveryConformance<InMemoryFixture>;

public sealed class InMemoryHistory : HistoryConformance<InMemoryFixture>;

public sealed class InMemoryDedup : DedupConformance<InMemoryFixture>;

public sealed class InMemoryLifetime : LifetimeConformance<InMemoryFixture>;
