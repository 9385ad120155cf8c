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

    private readonly IConsumer<ChannelName?, byte[]> _consumer = settings.Consumer(prefetchKilobytes: 8192);

    /// <summary>Carries the looks out. Those that it adds to <paramref name="scans"/> on the way are carried out as well.</summary>
    public void Run(TopicPartition partition, List<ChannelScan> scans, CancellationToken stop)
    {
        var stretch = new ScanStretch(scans);
        if (stretch.IsDone) return;
        KafkaMetrics.ScanStarted();
        _consumer.Assign(new TopicPartitionOffset(partition, stretch.Begin));
        try
        {
            for (int records = 1; !stretch.IsDone; records++)
            {
                if (Poll(partition, stretch) && records % 256 != 0) continue;
                stop.ThrowIfCancellationRequested();
                stretch.DropCancelled();
                List<ChannelScan> joining = scanner.TakeFrom(partition, stretch.Next);
                scans.AddRange(joining);
                foreach (ChannelScan scan in joining) stretch.Add(scan);
            }
        }
        finally
        {
            _consumer.Unassign();
        }
    }

    public void Dispose() => _consumer.Dispose();

    // True where something came.
    private bool Poll(TopicPartition partition, ScanStretch stretch)
    {
        ConsumeResult<ChannelName?, byte[]>? result;
        try
        {
            result = _consumer.Consume(PollMilliseconds);
        }
        catch (ConsumeException error) when (KafkaErrors.IsOutOfRange(error.Error))
        {
            // Retention went over it between the question for the log's ends and now.
            stretch.EndAll(ScanResult.NotFound);
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

        // What was fetched for a pass before this one is none of it.
        if (result is null || result.TopicPartition != partition) return false;
        if (result.IsPartitionEOF)
        {
            stretch.EndAll(ScanResult.Complete);
            return false;
        }

        stretch.Take(RecordParser.Parse(result));
        return true;
    }
}
