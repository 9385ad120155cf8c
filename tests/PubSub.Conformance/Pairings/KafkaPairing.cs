namespace PubSub.Conformance.Pairings;

public sealed class KafkaDelivery : DeliveryConformance<KafkaFixture>;

public sealed class KafkaHistory : HistoryConformance<KafkaFixture>;

public sealed class KafkaRetentionByCount : RetentionByCountConformance<KafkaFixture>;

public sealed class KafkaRetentionByAge : RetentionByAgeConformance<KafkaFixture>;

public sealed class KafkaBrokerTrim : BrokerTrimConformance<KafkaLogFixture>;

public sealed class KafkaLogHistory : HistoryConformance<KafkaLogFixture>;

public sealed class KafkaLogRetentionByCount : RetentionByCountConformance<KafkaLogFixture>;

public sealed class KafkaLogRetentionByAge : RetentionByAgeConformance<KafkaLogFixture>;

public sealed class KafkaCorruptEntries : CorruptEntryConformance<KafkaFixture>;

public sealed class KafkaLogCorruptEntries : CorruptEntryConformance<KafkaLogFixture>;

public sealed class KafkaNodes : NodesConformance<KafkaFixture>;

public sealed class KafkaLifetime : LifetimeConformance<KafkaFixture>;

public sealed class KafkaOutage : OutageConformance<KafkaServerFixture>;
