namespace PubSub.Core.Fanout;

/// <summary>
/// A session whose channels come and go, and which says things of its own between events. Other threads hand in steps, which are taken in their order by whoever owns
/// the write token: so what a step says comes before the first event of the channels that it adds, and after the last of those that it takes away.
/// </summary>
/// <param name="time">The clock that the session goes by.</param>
/// <param name="mostPendingBytes">How much of its own may wait to be written before <see cref="WhenRoom"/> has callers wait.</param>
internal abstract class ChangingSession(TimeProvider time, int mostPendingBytes) : Session([], time)
{
    private readonly Lock _gate = new();
    private readonly Queue<Step> _steps = new();
    private TaskCompletionSource? _room;
    private int _pendingBytes;
    private bool _isClosed;

    /// <summary>Has bytes written. They must not change any more.</summary>
    public void Send(ReadOnlyMemory<byte> bytes) => Add(new Step(bytes, [], []));

    /// <summary>
    /// Has bytes written that are made when it is their turn, by the owner of the write token: so they can tell where a subscription stands between two events, and set it
    /// there.
    /// </summary>
    /// <param name="make">Makes the bytes.</param>
    /// <param name="size">About how many there will be, for <see cref="WhenRoom"/>.</param>
    public void Send(Func<byte[]> make, int size = 0) => Add(new Step(default, [], []) { Make = make, MadeSize = size });

    /// <summary>Has bytes written, and then the events of more channels. Where the session has ended, the channels are let go of.</summary>
    /// <param name="bytes">What is written first.</param>
    /// <param name="added">What <see cref="FanoutHub.OpenAsync"/> has answered.</param>
    public void Add(ReadOnlyMemory<byte> bytes, Subscription[] added) => Add(new Step(bytes, added, []));

    /// <summary>Has no more events written of channels that were added, and then bytes. The channels are let go of.</summary>
    public void Remove(Subscription[] removed, ReadOnlyMemory<byte> bytes) => Add(new Step(bytes, [], removed));

    /// <summary>The same, where the bytes are made when it is their turn.</summary>
    public void Remove(Subscription[] removed, Func<byte[]> make) => Add(new Step(default, [], removed) { Make = make });

    /// <summary>Says that a channel cannot be read on. The session goes on without it: it has its channel removed. Does not fail.</summary>
    public abstract override void GiveUp(Subscription subscription, SessionEnd why);

    /// <summary>Completes when there is room for more, or the session has ended. Who produces bytes waits for it, so that a peer who does not read cannot have them pile up.</summary>
    public Task WhenRoom()
    {
        lock (_gate)
        {
            if (_isClosed || _pendingBytes <= mostPendingBytes) return Task.CompletedTask;
            return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Writes bytes of the session's own.</summary>
    protected abstract void WriteBytes(ReadOnlySpan<byte> bytes);

    /// <summary>Takes the steps that wait, up to the one that fills a batch: what a step makes may be large, and is made when the peer has taken what was said before it.</summary>
    private protected sealed override bool WriteOwn()
    {
        int written = 0;
        while (TryTake(out Step step))
        {
            foreach (Subscription removed in step.Removed) Detach(removed);
            // Before anything that may fail, so that the session's end finds the channel. Events are written after the session's own.
            foreach (Subscription added in step.Added) Attach(added);
            ReadOnlyMemory<byte> bytes = step.Make is { } make ? make() : step.Bytes;
            if (bytes.Length > 0) WriteBytes(bytes.Span);
            written += bytes.Length;
            if (written < BatchBytes) continue;
            LeaveOwnForNextBatch();
            break;
        }

        return written > 0;
    }

    protected override void OnClosed()
    {
        lock (_gate) _isClosed = true;
        while (TryTake(out Step step)) FanoutHub.Release(step.Added);
    }

    private void Add(Step step)
    {
        bool isLate;
        lock (_gate)
        {
            isLate = _isClosed;
            if (!isLate)
            {
                _steps.Enqueue(step);
                _pendingBytes += step.Size;
            }
        }

        if (isLate) FanoutHub.Release(step.Added);
        else PokeForOwn();
    }

    private bool TryTake(out Step step)
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            if (!_steps.TryDequeue(out step)) return false;
            _pendingBytes -= step.Size;
            if (_pendingBytes <= mostPendingBytes) (room, _room) = (_room, null);
        }

        room?.TrySetResult();
        return true;
    }

    private void Attach(Subscription subscription)
    {
        Subscriptions = [.. Subscriptions, subscription];
        subscription.Join(this);
    }

    // A step that removes follows the one that added, so that it is found.
    private void Detach(Subscription subscription)
    {
        Subscriptions = Array.FindAll(Subscriptions, each => each != subscription);
        subscription.Leave();
        subscription.Channel.Release();
    }

    /// <param name="Bytes">What is written.</param>
    /// <param name="Added">Whose events are written after that.</param>
    /// <param name="Removed">Whose events are written only before that.</param>
    private readonly record struct Step(ReadOnlyMemory<byte> Bytes, Subscription[] Added, Subscription[] Removed)
    {
        /// <summary>What makes the bytes instead, or null.</summary>
        public Func<byte[]>? Make { get; init; }

        public int MadeSize { get; init; }

        public int Size => Make is null ? Bytes.Length : MadeSize;
    }
}
