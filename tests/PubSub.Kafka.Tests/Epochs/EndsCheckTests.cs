using Confluent.Kafka;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Epochs;
using PubSub.Kafka.Live;
using PubSub.Kafka.Tests.Support;
using PubSub.Kafka.Topics;
using Code = Confluent.Kafka.ErrorCode;

namespace PubSub.Kafka.Tests.Epochs;

public sealed class EndsCheckTests : IDisposable
{
    private readonly TopicMap _topics = new(new KafkaOptions());
    private readonly List<(int Partition, SuspicionKind Kind)> _suspected = [];
    private readonly Dictionary<int, Func<WatermarkOffsets>> _ends = [];
    private readonly BrokerQueries _queries;

    public EndsCheckTests()
    {
        var epoch = new TopicEpoch(1, new byte[TopicEpoch.KeyLength], 4);
        _topics.All[0].Begin(epoch, new WindowLimits(10, 1000), [.. Enumerable.Repeat(new LogEnds(0, 5), 4)]);
        foreach (PartitionLog log in _topics.All[0].Logs) log.Advance(5);
        var consumer = Fake.Of<IConsumer<ChannelName?, byte[]>>((member, arguments) => member == nameof(IConsumer<,>.QueryWatermarkOffsets)
            ? _ends.TryGetValue(((TopicPartition)arguments[0]!).Partition.Value, out Func<WatermarkOffsets>? answer) ? answer() : new WatermarkOffsets(0, 5)
            : null);
        _queries = new BrokerQueries(consumer, Fake.Of<IAdminClient>((_, _) => null), TimeSpan.FromSeconds(1));
    }

    public void Dispose() => _queries.Dispose();

    [Fact]
    public async Task Look_AllAsTheyWereRead_SuspectsNothing()
    {
        await LookAsync();

        _suspected.ShouldBeEmpty();
    }

    [Fact]
    public async Task Look_PartitionThatCannotBeAsked_KeepsNoOtherFromIt()
    {
        _ends[0] = () => throw new KafkaException(new Error(Code.Local_TimedOut));
        _ends[3] = () => new WatermarkOffsets(0, 2);

        (await Should.ThrowAsync<BrokerUnavailableException>(LookAsync)).Message.ShouldContain("[[0]]");
        _suspected.ShouldBe([(3, SuspicionKind.Certain)]);
    }

    [Fact]
    public async Task Look_TopicThatIsGone_IsMissing()
    {
        _ends[1] = () => throw new KafkaException(new Error(Code.UnknownTopicOrPart));
        await LookAsync();

        _suspected.ShouldBe([(1, SuspicionKind.Missing)]);
    }

    [Fact]
    public async Task Look_ShortForAMomentOnly_SuspectsNothing()
    {
        int asked = 0;
        _ends[2] = () => new WatermarkOffsets(0, Interlocked.Increment(ref asked) == 1 ? 2 : 5);
        await LookAsync();

        _suspected.ShouldBeEmpty();
    }

    private Task LookAsync() => new EndsCheck(_topics, _queries, TimeProvider.System).LookAsync(
        (log, kind, _) =>
        {
            lock (_suspected) _suspected.Add((log.Partition.Partition.Value, kind));
        }, CancellationToken.None);
}
