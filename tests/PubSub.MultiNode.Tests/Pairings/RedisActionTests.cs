using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Suites;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Pairings;

public sealed class RedisActionTests(RedisBroker broker, ITestOutputHelper output) : ActionSuite<RedisBroker>(broker, output);
