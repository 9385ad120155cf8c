using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Core;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Live;
using Code = Confluent.Kafka.ErrorCode;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Kafka.Publishing;

/// <summary>
/// Writes records, each once and in the order of the calls as long as the brokers answer. A producer that cannot go on, because the topic that it knew is gone,
/// is replaced. Thread-safe.
/// </summary>
internal sealed class RecordProducer : IDisposable
{
    private static readonly TimeSpan s_flushLimit = TimeSpan.FromSeconds(2);

    private readonly ClientSettings _settings;
    private readonly ILogger _logger;
    private volatile IProducer<byte[], byte[]> _producer;
    private int _disposed;

    public RecordProducer(ClientSettings settings, ILogger logger)
    {
        _settings = settings;
        _logger = logger;
        _producer = settings.Producer();
    }

    /// <summary>Writes a record.</summary>
    /// <param name="partition">Where to.</param>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="epoch">The epoch for its header, or null for no header.</param>
    /// <returns>Where the brokers have put it. Fails with <see cref="BrokerUnavailableException"/> when they have not taken it in time.</returns>
    /// <exception cref="PubSubException">The brokers refuse records as large as that.</exception>
    public Task<Acknowledgement> WriteAsync(TopicPartition partition, byte[] key, byte[] value, byte[]? epoch)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var message = new Message<byte[], byte[]> { Key = key, Value = value };
        if (epoch is not null) message.Headers = new Headers { { RecordParser.EpochHeader, epoch } };
        var pending = new PendingRecord(this, _producer);
        try
        {
            pending.Producer.Produce(partition, message, pending.OnReport);
        }
        catch (KafkaException error)
        {
            if (error.Error.IsFatal) Replace(pending.Producer, error.Error.Reason);
            pending.TrySetException(FailureOf(partition, error.Error));
        }

        return pending.Task;
    }

    /// <summary>Puts another producer in the place of the one there is, which goes on with what it was given.</summary>
    public void Renew(string problem) => Replace(_producer, problem);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Retire(_producer);
    }

    private void Replace(IProducer<byte[], byte[]> old, string problem)
    {
        if (Volatile.Read(ref _disposed) != 0 || _producer != old) return;
        IProducer<byte[], byte[]> fresh = _settings.Producer();
        if (Interlocked.CompareExchange(ref _producer, fresh, old) != old)
        {
            fresh.Dispose();
            return;
        }

        KafkaLog.ProducerReplaced(_logger, problem);
        // Not on the thread of a delivery report, which a producer's end waits for.
        _ = Task.Factory.StartNew(() => Retire(old), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static void Retire(IProducer<byte[], byte[]> producer)
    {
        try
        {
            producer.Flush(s_flushLimit);
        }
        catch (KafkaException)
        {
            // It cannot go on; what it had is failed by its end.
        }

        producer.Dispose();
    }

    private static Exception FailureOf(TopicPartition partition, Error error) => error.Code == Code.MsgSizeTooLarge
        ? new PubSubException(Contracts.ErrorCode.PayloadTooLarge, "The event is larger than the broker takes (max.message.bytes of the topic).", new KafkaException(error))
        : KafkaErrors.Unavailable($"Publishing to topic '{partition.Topic}'", error);

    private sealed class PendingRecord(RecordProducer owner, IProducer<byte[], byte[]> producer)
        : TaskCompletionSource<Acknowledgement>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public IProducer<byte[], byte[]> Producer => producer;

        public void OnReport(DeliveryReport<byte[], byte[]> report)
        {
            if (report.Error.IsError)
            {
                if (report.Error.IsFatal || report.Error.Code is Code.OutOfOrderSequenceNumber or Code.UnknownProducerId or Code.InvalidProducerEpoch)
                    owner.Replace(producer, report.Error.Reason);
                TrySetException(FailureOf(report.TopicPartition, report.Error));
            }
            else if (report.Offset.Value < 0)
            {
                // A repeat of a record that the broker had taken long before: nobody says where it is.
                TrySetException(new BrokerUnavailableException($"The broker has taken a record of topic '{report.Topic}' and did not say where it put it."));
            }
            else
            {
                long milliseconds = Math.Clamp(report.Message.Timestamp.UnixTimestampMs, 0, EventId.MaxUnixMilliseconds);
                TrySetResult(new Acknowledgement(report.Offset.Value, milliseconds));
            }
        }
    }
}
