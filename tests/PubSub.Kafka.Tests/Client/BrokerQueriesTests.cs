using Confluent.Kafka;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Tests.Support;
using PubSub.TestSupport;
using Code = Confluent.Kafka.ErrorCode;

namespace PubSub.Kafka.Tests.Client;

public sealed class BrokerQueriesTests : IDisposable
{
    private readonly ManualResetEventSlim _hold = new();
    private readonly SemaphoreSlim _asked = new(0);
    private volatile bool _isDisposed;

    public void Dispose()
    {
        _hold.Set();
        _hold.Dispose();
        _asked.Dispose();
    }

    [Fact]
    public async Task Ends_PartitionsWithoutALeader_HoldUpNoOther()
    {
        using BrokerQueries queries = New((partition, limit) => partition.Partition.Value < 4 ? Leaderless(limit) : new WatermarkOffsets(1, 2), TimeSpan.FromSeconds(30));
        Task<LogEnds>[] leaderless = [.. Enumerable.Range(0, 4).Select(i => queries.EndsAsync(new TopicPartition("t", i)))];

        for (int i = 4; i < 20; i++) (await queries.EndsAsync(new TopicPartition("t", i)).WaitAsync(Eventually.Limit)).ShouldBe(new LogEnds(1, 2));
        leaderless.ShouldAllBe(question => !question.IsCompleted);
        _hold.Set();
    }

    [Fact]
    public async Task Ends_PartitionThatGetsALeader_IsAnswered()
    {
        using BrokerQueries queries = New((_, _) => _asked.CurrentCount > 2 ? new WatermarkOffsets(1, 2) : throw new KafkaException(new Error(Code.LeaderNotAvailable)), TimeSpan.FromSeconds(30));

        (await queries.EndsAsync(new TopicPartition("t", 0)).WaitAsync(Eventually.Limit)).ShouldBe(new LogEnds(1, 2));
    }

    [Fact]
    public async Task Ends_PartitionThatStaysWithoutALeader_FailsInTimeAndNamesIt()
    {
        using BrokerQueries queries = New((_, limit) => Leaderless(limit), TimeSpan.FromSeconds(1));

        (await Should.ThrowAsync<BrokerUnavailableException>(() => queries.EndsAsync(new TopicPartition("orders", 3)).WaitAsync(Eventually.Limit))).Message.ShouldContain("orders [[3]]");
    }

    [Fact]
    public async Task Ends_Refused_FailsAtOnce()
    {
        using BrokerQueries queries = New((_, _) => throw new KafkaException(new Error(Code.TopicAuthorizationFailed)), TimeSpan.FromMinutes(10));

        (await Should.ThrowAsync<BrokerUnavailableException>(() => queries.EndsAsync(new TopicPartition("t", 0)).WaitAsync(Eventually.Limit))).Message.ShouldContain("Describe");
    }

    [Fact]
    public async Task Dispose_QuestionThatTakesItsTime_KeepsTheClientUntilItIsAnswered()
    {
        BrokerQueries queries = New(
            (_, _) =>
            {
                _hold.Wait(Eventually.Limit);
                return new WatermarkOffsets(1, 2);
            }, TimeSpan.FromMilliseconds(500));
        Task<LogEnds> question = queries.EndsAsync(new TopicPartition("t", 0));
        await _asked.WaitAsync();
        queries.Dispose();

        _isDisposed.ShouldBeFalse();
        _hold.Set();
        (await question).ShouldBe(new LogEnds(1, 2));
        await Eventually.HoldsAsync(() => _isDisposed);
    }

    [Fact]
    public async Task Ends_AfterDisposal_Fails()
    {
        BrokerQueries queries = New((_, _) => new WatermarkOffsets(1, 2), TimeSpan.FromSeconds(5));
        queries.Dispose();

        await Should.ThrowAsync<BrokerUnavailableException>(() => queries.EndsAsync(new TopicPartition("t", 0)).WaitAsync(Eventually.Limit));
    }

    private WatermarkOffsets Leaderless(TimeSpan limit)
    {
        _hold.Wait(limit);
        throw new KafkaException(new Error(Code.Local_TimedOut));
    }

    private BrokerQueries New(Func<TopicPartition, TimeSpan, WatermarkOffsets> ends, TimeSpan timeout)
    {
        var consumer = Fake.Of<IConsumer<ChannelName?, byte[]>>((member, arguments) =>
        {
            if (member == nameof(IDisposable.Dispose)) _isDisposed = true;
            if (member != nameof(IConsumer<,>.QueryWatermarkOffsets)) return null;
            _asked.Release();
            return ends((TopicPartition)arguments[0]!, (TimeSpan)arguments[1]!);
        });
        return new BrokerQueries(consumer, Fake.Of<IAdminClient>((_, _) => null), timeout);
    }
}
