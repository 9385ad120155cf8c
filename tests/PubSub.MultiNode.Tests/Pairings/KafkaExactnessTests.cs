using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Suites;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Pairings;

public sealed class KafkaExactnessTests(KafkaBroker broker, ITestOutputHelper output) : ExactnessSuite<KafkaBroker>(broker, output);
