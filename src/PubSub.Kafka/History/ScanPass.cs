using Confluent.Kafka;
using PubSub.Contracts;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.History;

/// <summary>Reads a partition from where the first look begins until all have what they want; looks that begin later join on the way. Used by one thread.</summary>
internal sealed class ScanPass(LogScanner scanner, ClientSettings settings) : IDisposable
{
    private const int PollMilliseconds = 50;
    // Reading on takes as long as reading so many records.
    private const int FarAhead = 20_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly IConsumer<ChannelName?, byte[]> _consumer = settings.Consumer(prefetchKilobytes: 8192);

    /// <summary>Carries the looks out. Those that it adds to <paramref name="scans"/> on the way are carried out as well.</summary>
    public void Run(TopicPartition partition, List<ChannelScan> scans, CancellationToken stop)
    {
        var stretch = new ScanStretch(scans);
        if (stretch.IsDone) return;
        KafkaMetrics.ScanStarted();
        try
        {
            ReadFrom(partition, stretch.Next);
            long until = long.MaxValue;
            for (int records = 1; !stretch.IsDone; records++)
            {
                if (Poll(partition, stretch, stop) && records % 256 != 0) continue;
                stop.ThrowIfCancellationRequested();
                stretch.DropCancelled();
                List<ChannelScan> joining = scanner.Take(partition, stretch.Next, until, out bool areLeft);
                scans.AddRange(joining);
                foreach (ChannelScan scan in joining) stretch.Add(scan);
                // Who was passed by waits for the next pass: from then on nobody puts off the end of this one.
                if (areLeft) until = Math.Min(until, stretch.End);
                if (stretch.TrySkip(FarAhead)) ReadFrom(partition, stretch.Next);
            }
        }
        finally
        {
            _consumer.UnassignAndDrop();
        }
    }

    public void Dispose() => _consumer.Dispose();

    private void ReadFrom(TopicPartition partition, long offset)
    {
        _consumer.UnassignAndDrop();
        _consumer.Assign(new TopicPartitionOffset(partition, offset));
    }

    // True where something came.
    private bool Poll(TopicPartition partition, ScanStretch stretch, CancellationToken stop)
    {
        ConsumeResult<ChannelName?, byte[]>? result;
        try
        {
            result = _consumer.Consume(PollMilliseconds);
        }
        catch (ConsumeException error) when (KafkaErrors.IsOutOfRange(error.Error))
        {
            // Retention went over it between the question for the log's ends and now, or the leader does not know yet how far the log goes.
            stretch.Trim(LowOf(partition));
            if (stretch.IsDone) return false;
            stop.WaitHandle.WaitOne(PollMilliseconds);
            ReadFrom(partition, stretch.Next);
            return false;
        }
        catch (ConsumeException error) when (!error.Error.IsFatal && KafkaErrors.IsTransient(error.Error))
        {
            return false;
        }
        catch (ConsumeException error)
        {
            throw KafkaErrors.Unavailable("Reading the log", error.Error);
        }

        if (result is null || result.TopicPartition != partition) return false;
        if (result.IsPartitionEOF)
        {
            stretch.TakeEnd(result.Offset.Value);
            return false;
        }

        stretch.Take(RecordParser.Parse(result));
        return true;
    }

    private long LowOf(TopicPartition partition)
    {
        try
        {
            return _consumer.QueryWatermarkOffsets(partition, s_patience).Low.Value;
        }
        catch (KafkaException error)
        {
            throw KafkaErrors.Unavailable($"Asking for the beginning of {partition}", error.Error);
        }
    }
}
