using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Core;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Live;
using Code = Confluent.Kafka.ErrorCode;

namespace PubSub.Kafka.Publishing;

/// <summary>
/// Writes records, each once and in the order of the calls as long as the brokers answer. A producer that cannot go on, because the topic that it knew is gone,
/// is replaced. Every record's task ends: with its place, or as failed. Thread-safe; disposing is safe at any time.
/// </summary>
internal sealed class RecordProducer : IDisposable
{
    // A host that ends does not wait for a broker that is away.
    private static readonly TimeSpan s_disposal = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Func<IProducer<byte[], byte[]>> _make;
    private readonly TimeSpan _patience;
    private readonly ILogger _logger;
    private volatile ProducerRun _run;
    private Task _ended = Task.CompletedTask;
    private bool _isDisposed;

    /// <param name="make">Makes a producer.</param>
    /// <param name="publishTimeout">How long a publish may take: by then the client library has reported on every record.</param>
    /// <param name="logger">The log.</param>
    public RecordProducer(Func<IProducer<byte[], byte[]>> make, TimeSpan publishTimeout, ILogger logger)
    {
        _make = make;
        _patience = publishTimeout;
        _logger = logger;
        _run = new ProducerRun(make());
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
        var message = new Message<byte[], byte[]> { Key = key, Value = value };
        if (epoch is not null) message.Headers = new Headers { { RecordParser.EpochHeader, epoch } };
        while (true)
        {
            ProducerRun run = _run;
            var pending = new PendingRecord(this, run, partition.Topic);
            try
            {
                if (run.TryProduce(partition, message, pending)) return pending.Task;
                // It is being replaced, unless all is over.
                ObjectDisposedException.ThrowIf(run == _run, this);
            }
            catch (KafkaException error)
            {
                if (error.Error.IsFatal) Replace(run, error.Error.Reason);
                pending.TrySetException(FailureOf(partition.Topic, error.Error));
                return pending.Task;
            }
        }
    }

    /// <summary>Puts another producer in the place of the one there is, which goes on with what it was given.</summary>
    public void Renew(string problem) => Replace(_run, problem);

    public void Dispose()
    {
        Task ended;
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            ended = Task.WhenAll(_ended, _run.EndAsync(s_disposal, "the adapter has been disposed of."));
        }

        // One that was replaced may wait for its reports for longer; it needs nothing of what is disposed of here.
        ended.Wait(s_disposal * 2);
    }

    /// <summary>Puts another producer in the place of one that cannot go on, unless that has happened.</summary>
    internal void Replace(ProducerRun old, string problem)
    {
        lock (_lock)
        {
            if (_isDisposed || _run != old) return;
            _run = new ProducerRun(_make());
            _ended = Task.WhenAll(_ended, old.EndAsync(_patience, "its topic was made anew meanwhile. Try again."));
        }

        KafkaLog.ProducerReplaced(_logger, problem);
    }

    internal static Exception FailureOf(string topic, Error error) => error.Code == Code.MsgSizeTooLarge
        ? new PubSubException(Contracts.ErrorCode.PayloadTooLarge, "The event is larger than the broker takes (max.message.bytes of the topic).", new KafkaException(error))
        : KafkaErrors.Unavailable($"Publishing to topic '{topic}'", error);
}
