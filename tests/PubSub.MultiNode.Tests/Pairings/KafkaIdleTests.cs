using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Suites;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Pairings;

public sealed class KafkaIdleTests(KafkaBroker broker, ITestOutputHelper output) : IdleSuite<KafkaBroker>(broker, output);
