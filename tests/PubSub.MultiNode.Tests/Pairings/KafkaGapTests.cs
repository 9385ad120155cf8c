using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Suites;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Pairings;

public sealed class KafkaGapTests(KafkaBroker broker, ITestOutputHelper output) : GapSuite<KafkaBroker>(broker, output);
