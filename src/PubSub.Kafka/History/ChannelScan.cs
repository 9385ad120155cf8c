using PubSub.Contracts;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.History;

/// <summary>One look at a channel's records in a stretch of its partition, for the scanner to carry out.</summary>
internal sealed class ChannelScan
{
    private const int Waiting = 0, Running = 1, Given = 2;

    private readonly TaskCompletionSource<ScanResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stretch _stretch;
    private readonly IRecordReader _reader;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _cancelled;
    private int _state;

    /// <param name="channel">The channel.</param>
    /// <param name="stretch">Where to begin.</param>
    /// <param name="until">The offset to end before.</param>
    /// <param name="reader">Looks at the records. Nothing touches it once <see cref="Result"/> is there.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public ChannelScan(ChannelName channel, Stretch stretch, long until, IRecordReader reader, CancellationToken cancellationToken)
    {
        Channel = channel;
        Until = until;
        _stretch = stretch;
        _reader = reader;
        _cancellationToken = cancellationToken;
        _cancelled = cancellationToken.Register(static scan => ((ChannelScan)scan!).GiveUp(), this);
    }

    public ChannelName Channel { get; }

    public long From => _stretch.From;

    public long Until { get; }

    public Task<ScanResult> Result => _done.Task;

    public bool IsDone => _done.Task.IsCompleted;

    /// <summary>
    /// The last record of the partition that it had come by when it was cut: the channel's records up to there have all been looked at. Null where it was not
    /// cut, or had not come by any record that counts.
    /// </summary>
    public RecordPoint? Reached { get; private set; }

    public bool IsCancelled => _cancellationToken.IsCancellationRequested;

    /// <summary>Begins to be carried out. False where it was broken off while it waited.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _state, Running, Waiting) == Waiting;

    /// <summary>Takes the first record of the stretch.</summary>
    public void Begin(RecordPoint found)
    {
        if (_stretch.Expected is { } position && position != found) End(ScanResult.NotFound);
    }

    /// <summary>Takes a record of the channel.</summary>
    public void Read(LogRecord record, RecordPoint before)
    {
        if (record.Point.Offset >= _stretch.First && !IsDone && !_reader.Read(record, before)) End(ScanResult.Complete);
    }

    /// <summary>Breaks it off while it is carried out.</summary>
    /// <param name="last">The last record of the partition that was taken.</param>
    public void Cut(RecordPoint last)
    {
        if (last.Offset >= _stretch.First) Reached = last;
        End(ScanResult.Cut);
    }

    public void End(ScanResult result)
    {
        _cancelled.Unregister();
        _done.TrySetResult(result);
    }

    public void Fail(Exception error)
    {
        _cancelled.Unregister();
        _done.TrySetException(error);
    }

    // One that is being carried out is ended by who carries it out.
    private void GiveUp()
    {
        if (Interlocked.CompareExchange(ref _state, Given, Waiting) == Waiting) _done.TrySetResult(ScanResult.Cut);
    }
}
