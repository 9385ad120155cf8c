using Confluent.Kafka;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Live;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Diagnostics;

public sealed class SkippedRecordsTests : IDisposable
{
    private static readonly TopicPartition s_partition = new("orders", 3);

    private readonly ManualTimeProvider _time = new();
    private readonly LogCollector _logs = new();
    private readonly SkippedRecords _skipped;

    public SkippedRecordsTests() => _skipped = new SkippedRecords(_time, _logs.CreateLogger("test"));

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void Note_RecordThatSeveralRead_CountsOnce()
    {
        for (int i = 0; i < 3; i++) _skipped.Note(s_partition, new RecordPoint(500, 1), "it is a test");

        _skipped.CountOf(s_partition).ShouldBe(1);
        _logs.Entries.ShouldHaveSingleItem().Message.ShouldContain("orders [3] offset 500");
    }

    [Fact]
    public void Note_LowerOffsetOfATopicThatWasMadeAnew_IsCountedAndLogged()
    {
        _skipped.Note(s_partition, new RecordPoint(500, 1), "it is a test");
        _skipped.Forget("orders");
        _skipped.Note(s_partition, new RecordPoint(2, 1), "it is a test");

        _skipped.CountOf(s_partition).ShouldBe(2);
        _logs.Entries[^1].Message.ShouldContain("orders [3] offset 2");
    }

    [Fact]
    public void Note_OtherTopicWasMadeAnew_StillCountsOnce()
    {
        _skipped.Note(s_partition, new RecordPoint(500, 1), "it is a test");
        _skipped.Forget("chat");
        _skipped.Note(s_partition, new RecordPoint(500, 1), "it is a test");

        _skipped.CountOf(s_partition).ShouldBe(1);
    }
}
