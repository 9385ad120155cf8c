using Confluent.Kafka;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;

namespace PubSub.Kafka.Publishing;

/// <summary>A producer of the client library from its making to its end, and the records that it has not reported on. Thread-safe.</summary>
internal sealed class ProducerRun(IProducer<byte[], byte[]> producer)
{
    private readonly CallGate _gate = new();
    private readonly Lock _lock = new();
    private readonly HashSet<PendingRecord> _pending = [];

    /// <summary>Hands a record to the producer. False where its end has begun: another must take the record.</summary>
    /// <exception cref="KafkaException">The producer refuses the record.</exception>
    public bool TryProduce(TopicPartition partition, Message<byte[], byte[]> message, PendingRecord record)
    {
        if (!_gate.TryEnter()) return false;
        try
        {
            lock (_lock) _pending.Add(record);
            producer.Produce(partition, message, record.OnReport);
            return true;
        }
        catch (KafkaException)
        {
            Settle(record);
            throw;
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Says that the fate of a record is known.</summary>
    public void Settle(PendingRecord record)
    {
        lock (_lock) _pending.Remove(record);
    }

    /// <summary>
    /// Ends the producer when no call is in it: waits for the reports of what it was given, and fails what has none by then, because a producer that is gone
    /// reports nothing. Runs on a thread of its own, as the client library waits on its caller's.
    /// </summary>
    /// <param name="patience">How long reports are waited for.</param>
    /// <param name="why">Why the rest fails, as the end of a sentence.</param>
    public async Task EndAsync(TimeSpan patience, string why)
    {
        await _gate.CloseAsync();
        await Task.Factory.StartNew(() => End(patience), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        PendingRecord[] rest;
        lock (_lock) rest = [.. _pending];
        foreach (PendingRecord record in rest) record.TrySetException(new BrokerUnavailableException($"Publishing to topic '{record.Topic}' failed: {why}"));
    }

    private void End(TimeSpan patience)
    {
        try
        {
            producer.Flush(patience);
        }
        catch (KafkaException)
        {
            // It cannot go on.
        }

        producer.Dispose();
    }
}
