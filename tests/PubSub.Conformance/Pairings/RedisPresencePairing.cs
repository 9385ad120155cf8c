namespace PubSub.Conformance.Pairings;

public sealed class RedisPresenceMember : PresenceMemberConformance<RedisPresenceStoreFixture>;

public sealed class RedisPresenceLease : PresenceLeaseConformance<RedisPresenceStoreFixture>;
