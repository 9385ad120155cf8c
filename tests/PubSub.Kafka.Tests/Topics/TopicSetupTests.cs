using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Tests.Support;
using PubSub.Kafka.Topics;
using Code = Confluent.Kafka.ErrorCode;

namespace PubSub.Kafka.Tests.Topics;

public sealed class TopicSetupTests : IDisposable
{
    private readonly KafkaOptions _options = new() { BootstrapServers = "broker:9092" };
    private readonly List<TopicMetadata> _topics = [];
    private readonly BrokerQueries _queries;
    private readonly TopicSetup _setup;

    public TopicSetupTests()
    {
        foreach (string topic in (string[])["pubsub-events", "pubsub-live", "pubsub-epochs"]) _topics.Add(Topic(topic, leaders: [1, 1]));
        var admin = Fake.Of<IAdminClient>((member, _) => member == nameof(IAdminClient.GetMetadata) ? new Metadata([], _topics, 1, "broker") : null);
        _queries = new BrokerQueries(Fake.Of<IConsumer<ChannelName?, byte[]>>((_, _) => null), admin, TimeSpan.FromSeconds(5));
        IReadOnlyList<TopicPlan> plans = TopicPlan.Of(_options, new TopicMap(_options), ContractDemands.None);
        _setup = new TopicSetup(_options, plans, new ClientSettings(_options, NullLogger.Instance), _queries, TimeProvider.System, NullLogger.Instance);
    }

    public void Dispose() => _queries.Dispose();

    [Fact]
    public async Task Ensure_AllServed_AnswersTheNumbersOfPartitions()
    {
        TopicFacts facts = await _setup.EnsureAsync(TimeSpan.Zero, CancellationToken.None);

        facts.Partitions.Values.ShouldBe([2, 2, 2]);
        facts.Created.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ensure_PartitionThatStaysWithoutALeader_FailsAndNamesIt()
    {
        _topics[1] = Topic("pubsub-live", leaders: [1, -1]);

        (await Should.ThrowAsync<BrokerUnavailableException>(() => _setup.EnsureAsync(TimeSpan.Zero, CancellationToken.None)))
            .Message.ShouldBe("Partition 1 of topic 'pubsub-live' has no leader: the brokers that keep it are away.");
    }

    [Fact]
    public async Task FindUnserved_TopicThatIsRefused_SaysWhy()
    {
        _topics[0] = new TopicMetadata("pubsub-events", [], new Error(Code.TopicAuthorizationFailed));

        (await _setup.FindUnservedAsync(TimeSpan.FromSeconds(5), CancellationToken.None)).ShouldStartWith("Topic 'pubsub-events': the user may not do this");
    }

    [Fact]
    public async Task FindUnserved_TopicThatIsNotThere_NamesItAndTheRight()
    {
        _topics.RemoveAt(2);

        (await _setup.FindUnservedAsync(TimeSpan.FromSeconds(5), CancellationToken.None)).ShouldBe("The topic 'pubsub-epochs' is missing, or this user may not Describe it.");
    }

    private static TopicMetadata Topic(string name, int[] leaders) =>
        new(name, [.. leaders.Select((leader, i) => new PartitionMetadata(i, leader, [1], [1], new Error(Code.NoError)))], new Error(Code.NoError));
}
