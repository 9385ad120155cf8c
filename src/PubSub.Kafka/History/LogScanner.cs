using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;

namespace PubSub.Kafka.History;

/// <summary>
/// Reads stretches of the log that are no longer in memory. Looks at one partition share a pass, however many there are: after a restart of the node all of its
/// subscribers come back at once. A few partitions are read at a time, each by a consumer and a thread. Bounded; thread-safe.
/// </summary>
internal sealed class LogScanner(ClientSettings settings, int readers, ILogger logger) : IDisposable
{
    private const int MostWaiting = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, List<ChannelScan>> _waiting = [];
    private readonly HashSet<TopicPartition> _taken = [];
    private readonly Queue<TopicPartition> _ready = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Thread> _threads = [];
    private int _count;

    /// <summary>Carries out a look at a partition.</summary>
    /// <exception cref="BrokerUnavailableException">The log could not be read, or too many looks wait.</exception>
    public Task<ScanResult> ScanAsync(TopicPartition partition, ChannelScan scan)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            if (_count >= MostWaiting) throw new BrokerUnavailableException("Too many reads of history wait already.");
            _count++;
            if (!_waiting.TryGetValue(partition, out List<ChannelScan>? scans)) _waiting[partition] = scans = [];
            scans.Add(scan);
            if (_taken.Add(partition)) Offer(partition);
            if (_threads.Count < readers && _threads.Count < _taken.Count) StartThread();
        }

        return scan.Result;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested) return;
            _stop.Cancel();
        }

        foreach (Thread thread in _threads) thread.Join(TimeSpan.FromSeconds(5));
        foreach (ChannelScan scan in _waiting.Values.SelectMany(scans => scans)) scan.Fail(new BrokerUnavailableException("The adapter has been disposed of."));
    }

    /// <summary>Takes what waits for a partition and can be read from an offset on.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">They begin here or later.</param>
    /// <param name="until">They end here or earlier.</param>
    /// <param name="areLeft">True where others wait on.</param>
    internal List<ChannelScan> Take(TopicPartition partition, long from, long until, out bool areLeft)
    {
        lock (_lock)
        {
            areLeft = false;
            if (!_waiting.TryGetValue(partition, out List<ChannelScan>? scans)) return [];
            List<ChannelScan> taken = [.. scans.Where(scan => scan.From >= from && scan.Until <= until)];
            scans.RemoveAll(scan => scan.From >= from && scan.Until <= until);
            areLeft = scans.Count > 0;
            if (!areLeft) _waiting.Remove(partition);
            _count -= taken.Count;
            return taken;
        }
    }

    private void Offer(TopicPartition partition)
    {
        _ready.Enqueue(partition);
        _work.Release();
    }

    // Threads and their consumers are made when there is something to do for them.
    private void StartThread()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = $"pubsub-kafka-history-{_threads.Count}" };
        _threads.Add(thread);
        thread.Start();
    }

    private void Run()
    {
        ScanPass? pass = null;
        try
        {
            while (true)
            {
                _work.Wait(_stop.Token);
                TopicPartition partition;
                lock (_lock) partition = _ready.Dequeue();
                RunPass(ref pass, partition);
                lock (_lock)
                {
                    if (_waiting.ContainsKey(partition)) Offer(partition);
                    else _taken.Remove(partition);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
        finally
        {
            pass?.Dispose();
        }
    }

    private void RunPass(ref ScanPass? pass, TopicPartition partition)
    {
        List<ChannelScan> scans = Take(partition, long.MinValue, long.MaxValue, out _);
        try
        {
            pass ??= new ScanPass(this, settings);
            pass.Run(partition, scans, _stop.Token);
        }
        catch (Exception error)
        {
            if (!_stop.IsCancellationRequested) KafkaLog.ScanFailed(logger, error, partition.Topic, partition.Partition.Value);
            var failure = error as BrokerUnavailableException ?? new BrokerUnavailableException($"Reading the log of {partition} failed.", error);
            foreach (ChannelScan scan in scans) scan.Fail(failure);
        }
    }
}
