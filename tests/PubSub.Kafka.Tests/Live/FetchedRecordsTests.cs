using Confluent.Kafka;
using PubSub.Contracts;
using PubSub.Kafka.Live;
using PubSub.Kafka.Tests.Support;

namespace PubSub.Kafka.Tests.Live;

public class FetchedRecordsTests
{
    [Fact]
    public void UnassignAndDrop_RecordsAndAnErrorFetchedBefore_LeavesNone()
    {
        bool isAssigned = true;
        var fetched = new Queue<bool>([true, false, true]);
        Fake.Of<IConsumer<ChannelName?, byte[]>>((member, _) =>
        {
            if (member == nameof(IConsumer<byte[], byte[]>.Unassign)) isAssigned = false;
            if (member != nameof(IConsumer<byte[], byte[]>.Consume) || isAssigned || !fetched.TryDequeue(out bool isRecord)) return null;
            return isRecord ? new ConsumeResult<ChannelName?, byte[]>() : throw new KafkaException(new Error(Confluent.Kafka.ErrorCode.Local_Transport));
        }).UnassignAndDrop();

        isAssigned.ShouldBeFalse();
        fetched.ShouldBeEmpty();
    }
}
