using Confluent.Kafka;
using PubSub.Kafka.Epochs;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.Tests.Live;

public class PartitionLogTests
{
    private readonly PartitionLog _log = new(new TopicPartition("t", 0), new TopicEpoch(1_000, new byte[TopicEpoch.KeyLength], 1), new WindowLimits(10, 1 << 20));

    [Fact]
    public async Task Wait_BeforeTheEndOfTheBeginning_WaitsForIt()
    {
        _log.BeginAt(4, 5);
        Task<bool> waiting = _log.WaitAsync(0, CancellationToken.None).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        Take(4);

        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public async Task Wait_UntilAnOffset_EndsWhenItWasPassed()
    {
        _log.BeginAt(0, 0);
        Task<bool> waiting = _log.WaitAsync(2, CancellationToken.None).AsTask();
        Take(0);
        waiting.IsCompleted.ShouldBeFalse();
        // A hole in the offsets, or the end of a log whose last offset is no record.
        _log.Advance(2);

        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public async Task Wait_Closed_SaysThatTheLifeIsOver()
    {
        Task<bool> waiting = _log.WaitAsync(5, CancellationToken.None).AsTask();
        _log.Close();

        (await waiting).ShouldBeFalse();
        (await _log.WaitAsync(0, CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        Task<bool> waiting = _log.WaitAsync(5, cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Delivered_RecordOnItsWay_IsTheOneBeforeIt()
    {
        _log.BeginAt(4, 5);
        Take(4);
        Take(5);
        Take(6);
        _log.TryTake(Record(7)).ShouldBeTrue();

        _log.Delivered()!.Value.Offset.ShouldBe(6);
    }

    [Fact]
    public void Delivered_NothingWasHandedOverLive_IsNone()
    {
        _log.BeginAt(4, 5);
        Take(4);
        // The first is on its way.
        _log.TryTake(Record(5)).ShouldBeTrue();

        _log.Delivered().ShouldBeNull();
    }

    [Fact]
    public void Delivered_NothingIsKeptInMemory_IsTheLastOneHandedOver()
    {
        var log = new PartitionLog(_log.Partition, _log.Epoch, new WindowLimits(0, 0));
        log.BeginAt(0, 0);
        log.TryTake(Record(0));
        log.Delivered().ShouldBeNull();
        log.Advance(1);

        log.Delivered()!.Value.Offset.ShouldBe(0);
    }

    [Fact]
    public void TryTake_Repeat_IsRefused()
    {
        Take(3);

        _log.TryTake(Record(3)).ShouldBeFalse();
        _log.TryTake(Record(2)).ShouldBeFalse();
        _log.Last().Offset.ShouldBe(3);
    }

    [Fact]
    public void TryTake_Held_IsRefused()
    {
        _log.IsHeld = true;

        _log.TryTake(Record(0)).ShouldBeFalse();
        _log.Next.ShouldBe(0);
    }

    [Fact]
    public void Last_NothingEver_IsThePlaceBeforeTheFirst() => _log.Last().ShouldBe(new RecordPoint(-1, 1_000));

    [Fact]
    public void Acknowledge_OutOfOrder_KeepsTheHighest()
    {
        _log.Acknowledge(7);
        _log.Acknowledge(3);

        _log.Acknowledged.ShouldBe(8);
    }

    [Fact]
    public void Accepts_OwnKeyAndAcceptedOnes_NoOthers()
    {
        byte[] stale = [.. Enumerable.Repeat((byte)1, TopicEpoch.KeyLength)];
        _log.Accepts(new byte[TopicEpoch.KeyLength]).ShouldBeTrue();
        _log.Accepts(stale).ShouldBeFalse();
        _log.Accept(stale);

        _log.Accepts(stale).ShouldBeTrue();
    }

    [Fact]
    public void Accepts_MoreStrangeKeysThanNodesCanHave_AsksNoMore()
    {
        for (byte i = 1; i <= 16; i++) _log.Accept([.. Enumerable.Repeat(i, TopicEpoch.KeyLength)]);

        _log.Accepts([.. Enumerable.Repeat((byte)99, TopicEpoch.KeyLength)]).ShouldBeTrue();
    }

    private static LogRecord Record(long offset) => new(new RecordPoint(offset, 2_000), null, []);

    private void Take(long offset)
    {
        _log.TryTake(Record(offset)).ShouldBeTrue();
        _log.Advance(offset + 1);
    }
}
