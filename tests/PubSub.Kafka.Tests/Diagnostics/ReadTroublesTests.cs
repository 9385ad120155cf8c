using Confluent.Kafka;
using PubSub.Core.Adapters;
using PubSub.Kafka.Diagnostics;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Diagnostics;

public sealed class ReadTroublesTests : IDisposable
{
    private static readonly TopicPartition s_partition = new("orders", 3);
    private static readonly Error s_refused = new(ErrorCode.TopicAuthorizationFailed);

    private readonly ManualTimeProvider _time = new();
    private readonly LogCollector _logs = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly ReadTroubles _troubles;

    public ReadTroublesTests() => _troubles = new ReadTroubles(_time, _logs.CreateLogger("test"));

    public void Dispose()
    {
        _giveUp.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void Problem_Refused_NamesTheTopicAndTheRight()
    {
        _troubles.Note(s_partition, s_refused);

        _troubles.Problem.ShouldBe("Reading topic 'orders' failed: the user may not do this to the topic; it needs the operations Describe, Read and Write on it.");
    }

    [Fact]
    public void Problem_ReadAgain_IsNone()
    {
        _troubles.Note(s_partition, s_refused);
        _troubles.Note(new TopicPartition("orders", Partition.Any), s_refused);
        _troubles.Reached(s_partition);

        _troubles.Problem.ShouldBeNull();
    }

    [Fact]
    public void Problem_TopicThatIsMissing_IsNone()
    {
        _troubles.Note(s_partition, new Error(ErrorCode.UnknownTopicOrPart));

        _troubles.Problem.ShouldBeNull();
    }

    [Fact]
    public void Note_SameErrorAgainAndAgain_IsLoggedOnceAPeriod()
    {
        for (int i = 0; i < 5; i++) _troubles.Note(s_partition, s_refused);
        _logs.Entries.Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(10));
        _troubles.Note(s_partition, s_refused);

        _logs.Entries.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Watch_RefusedWhileItIsWaitedFor_FailsAndEndsTheWait()
    {
        var wait = new TaskCompletionSource<int>();
        using CancellationTokenRegistration end = _giveUp.Token.Register(() => wait.TrySetCanceled());
        Task<int> watched = _troubles.WatchAsync(s_partition, new ValueTask<int>(wait.Task), _giveUp).AsTask();
        _troubles.Note(s_partition, s_refused);

        await Should.ThrowAsync<BrokerUnavailableException>(() => watched.WaitAsync(Eventually.Limit));
        wait.Task.IsCanceled.ShouldBeTrue();
    }

    [Fact]
    public async Task Watch_AnsweredWithoutAWait_IsTheAnswerWhateverTheTrouble()
    {
        _troubles.Note(s_partition, s_refused);

        (await _troubles.WatchAsync(s_partition, new ValueTask<int>(7), _giveUp)).ShouldBe(7);
    }

    [Fact]
    public async Task Watch_OtherPartitionRefused_GoesOn()
    {
        var wait = new TaskCompletionSource<int>();
        Task<int> watched = _troubles.WatchAsync(s_partition, new ValueTask<int>(wait.Task), _giveUp).AsTask();
        _troubles.Note(new TopicPartition("orders", 4), s_refused);
        wait.SetResult(7);

        (await watched.WaitAsync(Eventually.Limit)).ShouldBe(7);
    }

    [Fact]
    public async Task Reach_AllRead_Ends()
    {
        var other = new TopicPartition("orders", 4);
        Task reached = _troubles.ReachAsync([s_partition, other], CancellationToken.None);
        _troubles.Reached(s_partition);
        reached.IsCompleted.ShouldBeFalse();
        _troubles.Reached(other);

        await reached.WaitAsync(Eventually.Limit);
    }

    [Fact]
    public async Task Reach_OneRefused_Fails()
    {
        Task reached = _troubles.ReachAsync([s_partition], CancellationToken.None);
        _troubles.Note(new TopicPartition("orders", Partition.Any), s_refused);

        await Should.ThrowAsync<BrokerUnavailableException>(() => reached.WaitAsync(Eventually.Limit));
    }
}
