using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Suites;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Pairings;

public sealed class RedisIdleTests(RedisBroker broker, ITestOutputHelper output) : IdleSuite<RedisBroker>(broker, output);
