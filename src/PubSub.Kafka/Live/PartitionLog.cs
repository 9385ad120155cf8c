using Confluent.Kafka;
using PubSub.Kafka.Epochs;

namespace PubSub.Kafka.Live;

/// <summary>
/// A partition in one life of its topic, as far as this node has read it: how far that is, the last records, and who waits for more. The live reader writes
/// it; everybody else reads. Thread-safe.
/// </summary>
internal sealed class PartitionLog(TopicPartition partition, TopicEpoch epoch, WindowLimits limits)
{
    private const int MostAccepted = 16;

    private readonly Lock _lock = new();
    private readonly RecordWindow _window = new(limits);
    private readonly List<Waiter> _waiters = [];
    private readonly List<byte[]> _accepted = [];

    // The place right before the window: it holds every record after it.
    private RecordPoint _before = new(-1, epoch.Generation);
    private long _next;
    private long _acknowledged;
    private bool _isClosed;

    public TopicPartition Partition => partition;

    public TopicEpoch Epoch => epoch;

    /// <summary>Records from here on are handed to subscribers; those before it only tell where the log stood.</summary>
    public long LiveFrom { get; private set; }

    /// <summary>The offset that is read next: everything before it was handed over.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>One more than the highest offset that this node's own publishes were given.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>True while its records wait for the nodes' agreement on what epoch they are of.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Says where reading begins, before it does.</summary>
    /// <param name="from">The first offset that is read; the record there, if it is before <paramref name="liveFrom"/>, tells where the log stood.</param>
    /// <param name="liveFrom">The log's end.</param>
    public void BeginAt(long from, long liveFrom)
    {
        lock (_lock)
        {
            LiveFrom = liveFrom;
            Volatile.Write(ref _next, from);
            // Nobody can tell any more when the record before the first that is kept was appended.
            _before = new RecordPoint(from - 1, epoch.Generation);
        }
    }

    /// <summary>Takes the next record. False where it was taken before.</summary>
    public bool TryTake(LogRecord record)
    {
        lock (_lock)
        {
            if (_isClosed || IsHeld || record.Point.Offset < _next) return false;
            if (_window.Add(record) is { } dropped) _before = dropped;
            return true;
        }
    }

    /// <summary>Says that everything before an offset has been handed over.</summary>
    public void Advance(long next)
    {
        lock (_lock)
        {
            if (_isClosed || IsHeld || next <= _next) return;
            Volatile.Write(ref _next, next);
            for (int i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Offset > next) continue;
                _waiters[i].Done.TrySetResult(true);
                _waiters.RemoveAt(i);
            }
        }
    }

    /// <summary>Notes what a publish of this node was given.</summary>
    public void Acknowledge(long offset)
    {
        long known;
        while ((known = Acknowledged) <= offset && Interlocked.CompareExchange(ref _acknowledged, offset + 1, known) != known)
        {
        }
    }

    /// <summary>Waits until everything before an offset has been read, and what was in the log when reading began.</summary>
    /// <returns>False where this life of the topic is over.</returns>
    public async ValueTask<bool> WaitAsync(long offset, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_isClosed) return false;
            offset = Math.Max(offset, LiveFrom);
            if (_next >= offset) return true;
            waiter = new Waiter(offset, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiters.Add(waiter);
        }

        try
        {
            return await waiter.Done.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_lock) _waiters.Remove(waiter);
            throw;
        }
    }

    /// <summary>Ends this life: nothing is taken any more, and nobody waits.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (Waiter waiter in _waiters) waiter.Done.TrySetResult(false);
            _waiters.Clear();
        }
    }

    /// <summary>
    /// Whether records with that epoch in their header are of this life: published in it, or by a node that had not heard of it yet. Few nodes can be that far
    /// behind; where there are more such epochs than that, another program makes them up, and to ask about each would hold up the partition again and again.
    /// </summary>
    public bool Accepts(ReadOnlySpan<byte> key)
    {
        if (epoch.HasKey(key)) return true;
        lock (_lock)
        {
            if (_accepted.Count >= MostAccepted) return true;
            foreach (byte[] accepted in _accepted)
            {
                if (key.SequenceEqual(accepted)) return true;
            }

            return false;
        }
    }

    /// <summary>Accepts records of a node that had not heard of this life.</summary>
    public void Accept(byte[] key)
    {
        lock (_lock)
        {
            if (_accepted.Count < MostAccepted) _accepted.Add(key);
        }
    }

    /// <summary>Looks at what was read, under the lock: the window, the place before it, and the offset that is read next.</summary>
    public T Look<T>(Func<RecordWindow, RecordPoint, long, T> look)
    {
        lock (_lock) return look(_window, _before, _next);
    }

    /// <summary>The place of the last record that was read.</summary>
    public RecordPoint Last() => Look(static (window, before, _) => window.Count > 0 ? window[window.Count - 1].Point : before);

    /// <summary>
    /// The place of a record up to which all were handed over, or null where none was in this life: what was lost before it is told of only then, and the place
    /// that reading began at is no record's.
    /// </summary>
    public RecordPoint? Delivered() => Look((window, before, next) =>
    {
        // The last one may be on its way.
        for (int i = window.Count - 1; i >= Math.Max(0, window.Count - 2); i--)
        {
            if (window[i].Point.Offset < next) return DeliveredIn(window[i].Point);
        }

        return before.Offset < next ? DeliveredIn(before) : null;
    });

    private RecordPoint? DeliveredIn(RecordPoint place) => place.Offset >= LiveFrom ? place : null;

    private sealed record Waiter(long Offset, TaskCompletionSource<bool> Done);
}
