using System.IO.Pipelines;
using System.Text;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>A session that keeps what it is given, and whose transport stalls when the test wants it to. It notices two writers at once.</summary>
internal sealed class RecordingSession(Subscription[] subscriptions, TimeProvider time, bool copiesFrames) : Session(subscriptions, time)
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Channel, EventId Id)> _events = [];
    private readonly List<string> _gaps = [];
    private TaskCompletionSource<FlushResult>? _stall;
    private bool _flushing;
    private int _writing;
    private int _flushes;

    public bool SawTwoWriters { get; private set; }

    public Exception? Fault { get; private set; }

    public bool IsAborted { get; private set; }

    /// <summary>Thrown by the next write.</summary>
    public Exception? FailWith { get; set; }

    /// <summary>Thrown where a fault is told.</summary>
    public Exception? FailFaultWith { get; set; }

    /// <summary>Thrown when the session has ended.</summary>
    public Exception? FailClosedWith { get; set; }

    /// <summary>Called in each write, on the writing thread.</summary>
    public Action? OnWrite { get; set; }

    /// <summary>Called when entries were read from a log, before any of them is written or hidden.</summary>
    public Action? OnEntries { get; set; }

    public int Flushes => Volatile.Read(ref _flushes);

    /// <summary>True where a flush waits for <see cref="Release"/>.</summary>
    public bool IsFlushPending
    {
        get
        {
            lock (_lock) return _flushing;
        }
    }

    /// <summary>Everything, in order: <c>ready</c>, <c>event 3</c>, <c>gap trimmed</c>, <c>keep-alive</c>, <c>end DRAINING</c>.</summary>
    public string[] Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    public int EventCount
    {
        get
        {
            lock (_lock) return _events.Count;
        }
    }

    public EventId[] Ids
    {
        get
        {
            lock (_lock) return [.. _events.Select(e => e.Id)];
        }
    }

    public (string Channel, EventId Id)[] Events
    {
        get
        {
            lock (_lock) return [.. _events];
        }
    }

    public string[] Gaps
    {
        get
        {
            lock (_lock) return [.. _gaps];
        }
    }

    public override bool CopiesFrames
    {
        get
        {
            OnEntries?.Invoke();
            return copiesFrames;
        }
    }

    public Task SeesAsync(int events) => Eventually.HoldsAsync(() => EventCount >= events, $"{events} events");

    public Task SeesLineAsync(string line) => Eventually.HoldsAsync(() => Lines.Contains(line), $"'{line}' in: {string.Join(", ", Lines)}");

    /// <summary>Flushes wait from now on.</summary>
    public void Stall()
    {
        lock (_lock) _stall ??= new TaskCompletionSource<FlushResult>();
    }

    /// <summary>Lets the flush complete that waits, and the next one wait.</summary>
    public void Renew()
    {
        TaskCompletionSource<FlushResult> stalled;
        lock (_lock)
        {
            stalled = _stall ?? throw new InvalidOperationException("The session does not stall.");
            _stall = new TaskCompletionSource<FlushResult>();
            _flushing = false;
        }

        stalled.SetResult(default);
    }

    /// <summary>Ends the stall.</summary>
    public void Release(bool peerIsGone = false)
    {
        TaskCompletionSource<FlushResult>? stalled;
        lock (_lock)
        {
            stalled = _stall;
            _stall = null;
            _flushing = false;
        }

        stalled?.SetResult(new FlushResult(isCanceled: false, isCompleted: peerIsGone));
    }

    public override void Abort()
    {
        IsAborted = true;
        Release(peerIsGone: true);
    }

    protected override void WriteReady() => Write(() => _lines.Add("ready"));

    public override int WriteGap(Subscription subscription, string reason)
    {
        Write(() =>
        {
            _gaps.Add(reason);
            _lines.Add($"gap {reason}");
        });
        return 0;
    }

    public override void WriteFrame(Subscription subscription, ReadOnlySpan<byte> frame, int jsonStart, EventId id)
    {
        IdOf(frame).ShouldBe(id);
        subscription.Position.ShouldBe(id);
        Write(() => Add(subscription.Channel.Name.Value, id));
    }

    public override void WriteFrames(ReadOnlySpan<byte> frames)
    {
        string text = Encoding.UTF8.GetString(frames);
        text.ShouldEndWith("\n\n");
        EventId[] ids = [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(frame => EventId.Parse(frame.AsSpan(4, EventId.TextLength)))];
        Write(() =>
        {
            foreach (EventId id in ids) Add(Subscriptions[0].Channel.Name.Value, id);
        });
    }

    protected override void WriteKeepAlive(bool withPosition) => Write(() => _lines.Add(withPosition ? "keep-alive with position" : "keep-alive"));

    protected override void WriteEnd(SessionEnd end) => Write(() => _lines.Add($"end {end.Code}"));

    protected override void OnFault(Exception error)
    {
        Fault = error;
        if (FailFaultWith is { } failure) throw failure;
    }

    protected override void OnClosed()
    {
        if (FailClosedWith is { } failure) throw failure;
    }

    protected override ValueTask<FlushResult> FlushAsync()
    {
        Interlocked.Increment(ref _flushes);
        lock (_lock)
        {
            if (_stall is null) return default;
            _flushing = true;
            return new ValueTask<FlushResult>(_stall.Task);
        }
    }

    private static EventId IdOf(ReadOnlySpan<byte> frame) => EventId.Parse(Encoding.UTF8.GetString(frame.Slice(4, EventId.TextLength)));

    private void Add(string channel, EventId id)
    {
        _events.Add((channel, id));
        _lines.Add($"event {id.Offset}");
    }

    private void Write(Action what)
    {
        if (Interlocked.Increment(ref _writing) != 1) SawTwoWriters = true;
        if (Completion.IsCompleted) SawTwoWriters = true;
        OnWrite?.Invoke();
        if (FailWith is { } failure) throw failure;
        lock (_lock)
        {
            if (_flushing) SawTwoWriters = true;
            what();
        }

        Interlocked.Decrement(ref _writing);
    }
}
