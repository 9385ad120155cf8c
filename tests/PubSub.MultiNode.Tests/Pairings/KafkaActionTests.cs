using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Suites;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Pairings;

public sealed class KafkaActionTests(KafkaAndRedisBroker broker, ITestOutputHelper output) : ActionSuite<KafkaAndRedisBroker>(broker, output);
