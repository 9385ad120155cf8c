using System.Reflection;
using Confluent.Kafka;
using PubSub.Contracts;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.Tests.Live;

public class FetchedRecordsTests
{
    [Fact]
    public void UnassignAndDrop_RecordsAndAnErrorFetchedBefore_LeavesNone()
    {
        IConsumer<ChannelName?, byte[]> consumer = DispatchProxy.Create<IConsumer<ChannelName?, byte[]>, FetchedAhead>();
        var fake = (FetchedAhead)(object)consumer;
        consumer.UnassignAndDrop();

        fake.IsAssigned.ShouldBeFalse();
        fake.Fetched.ShouldBeEmpty();
    }

    /// <summary>A consumer that gives what it has fetched, whatever becomes of its assignment.</summary>
    public class FetchedAhead : DispatchProxy
    {
        public bool IsAssigned { get; private set; } = true;

        public Queue<bool> Fetched { get; } = new([true, false, true]);

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            switch (method?.Name)
            {
                case "Unassign":
                    IsAssigned = false;
                    return null;
                case "Consume" when !IsAssigned:
                    if (!Fetched.TryDequeue(out bool isRecord)) return null;
                    return isRecord ? new ConsumeResult<ChannelName?, byte[]>() : throw new KafkaException(new Error(Confluent.Kafka.ErrorCode.Local_Transport, "gone"));
                default:
                    throw new NotSupportedException(method?.Name);
            }
        }
    }
}
