using Confluent.Kafka;
using PubSub.Core.Adapters;
using Code = Confluent.Kafka.ErrorCode;

namespace PubSub.Kafka.Publishing;

/// <summary>A record that a producer was given, until it reports on it.</summary>
internal sealed class PendingRecord(RecordProducer owner, ProducerRun run, string topic)
    : TaskCompletionSource<Acknowledgement>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Topic => topic;

    /// <summary>Called by the producer's thread, once.</summary>
    public void OnReport(DeliveryReport<byte[], byte[]> report)
    {
        run.Settle(this);
        if (report.Error.IsError)
        {
            if (report.Error.IsFatal || report.Error.Code is Code.OutOfOrderSequenceNumber or Code.UnknownProducerId or Code.InvalidProducerEpoch)
                owner.Replace(run, report.Error.Reason);
            TrySetException(RecordProducer.FailureOf(topic, report.Error));
        }
        else if (report.Offset.Value < 0)
        {
            // A repeat of a record that the broker had taken long before: nobody says where it is.
            TrySetException(new BrokerUnavailableException($"The broker has taken a record of topic '{topic}' and did not say where it put it."));
        }
        else
        {
            long milliseconds = Math.Clamp(report.Message.Timestamp.UnixTimestampMs, 0, Contracts.EventId.MaxUnixMilliseconds);
            TrySetResult(new Acknowledgement(report.Offset.Value, milliseconds));
        }
    }
}
