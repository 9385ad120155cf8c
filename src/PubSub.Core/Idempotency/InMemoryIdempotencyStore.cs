using PubSub.Contracts;

namespace PubSub.Core.Idempotency;

/// <summary>
/// Claims and outcomes of one process, bounded by count and bytes. At a bound the oldest that are done are forgotten; records of requests that run,
/// or whose events are not all published, never are: where those alone fill the store, new claims are refused. Safe to use from any thread.
/// </summary>
internal sealed class InMemoryIdempotencyStore(PubSubOptions options, TimeProvider time) : IIdempotencyStore
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Record> _records = new(StringComparer.Ordinal);

    // Claimed and ran, in the order of their last claims; and done, oldest first, which is the order in which they expire and are forgotten.
    private readonly LinkedList<Record> _live = new();
    private readonly LinkedList<Record> _done = new();
    private long _lastToken;
    private long _bytes;

    private enum State
    {
        Claimed,
        Ran,
        Done,
    }

    /// <summary>The number of records kept.</summary>
    internal int Count
    {
        get
        {
            lock (_gate) return _records.Count;
        }
    }

    public ValueTask<IdempotencyClaim> ClaimAsync(string key, ReadOnlyMemory<byte> payloadHash, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            Record? record = Find(key, now);
            if (record is null)
            {
                MakeRoom(now);
                record = new Record(key, payloadHash.ToArray());
                _records.Add(key, record);
                _live.AddLast(record.Node);
                return new(Grant(record, now, lease));
            }

            return new(record.Hash.AsSpan().SequenceEqual(payloadHash.Span) ? Answer(record, now, lease) : new IdempotencyClaim(IdempotencyClaimStatus.Mismatch));
        }
    }

    public ValueTask<IdempotencyClaim> ClaimAbandonedAsync(string key, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            Record? record = Find(key, now);
            return new(record is null ? new IdempotencyClaim(IdempotencyClaimStatus.Missing) : Answer(record, now, lease));
        }
    }

    public ValueTask<bool> RenewAsync(string key, long token, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (!Holds(key, token, now, out Record? record)) return new(false);
            record.LeaseEnds = now + lease;
            return new(true);
        }
    }

    public ValueTask<bool> StoreRanAsync(string key, long token, ReadOnlyMemory<byte> outcome, TimeSpan retention, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (!Holds(key, token, now, out Record? record)) return new(false);
            Store(record, State.Ran, outcome, now + retention);
            return new(true);
        }
    }

    public ValueTask<bool> MarkDoneAsync(string key, long token, ReadOnlyMemory<byte> outcome, TimeSpan retention, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (!Holds(key, token, now, out Record? record)) return new(false);
            Store(record, State.Done, outcome, now + retention);
            _live.Remove(record.Node);
            _done.AddLast(record.Node);
            TrimBytes();
            return new(true);
        }
    }

    public ValueTask<bool> ReleaseAsync(string key, long token, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!Holds(key, token, time.GetUtcNow(), out Record? record)) return new(false);
            if (record.State == State.Claimed) Remove(record);
            else record.LeaseEnds = DateTimeOffset.MinValue;
            return new(true);
        }
    }

    public ValueTask<ReadOnlyMemory<byte>?> GetDoneAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate) return new(Find(key, time.GetUtcNow()) is { State: State.Done } record ? record.Outcome : default(ReadOnlyMemory<byte>?));
    }

    public ValueTask<IReadOnlyList<string>> ListAbandonedAsync(int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            DropLapsed(now);
            return new([.. _live.Where(r => r.State == State.Ran && r.LeaseEnds <= now).Take(limit).Select(r => r.Key)]);
        }
    }

    /// <summary>The record, unless it has expired or is a claim that has lapsed: both are as good as none.</summary>
    private Record? Find(string key, DateTimeOffset now)
    {
        if (!_records.TryGetValue(key, out Record? record)) return null;
        if (!record.IsOver(now)) return record;
        Remove(record);
        return null;
    }

    private IdempotencyClaim Answer(Record record, DateTimeOffset now, TimeSpan lease) => record.State switch
    {
        State.Done => new IdempotencyClaim(IdempotencyClaimStatus.Done, Outcome: record.Outcome),
        State.Ran when record.LeaseEnds <= now => Grant(record, now, lease),
        _ => new IdempotencyClaim(IdempotencyClaimStatus.InProgress, RetryAfter: record.LeaseEnds - now),
    };

    private IdempotencyClaim Grant(Record record, DateTimeOffset now, TimeSpan lease)
    {
        // One counter for all keys: a key that was forgotten and claimed anew still gets a larger token.
        record.Token = ++_lastToken;
        record.LeaseEnds = now + lease;
        // What is tried again goes to the end, so that a sweep that gives up early comes to all in turn.
        _live.Remove(record.Node);
        _live.AddLast(record.Node);
        IdempotencyClaimStatus status = record.State == State.Ran ? IdempotencyClaimStatus.Ran : IdempotencyClaimStatus.Acquired;
        return new IdempotencyClaim(status, record.Token, record.Outcome);
    }

    private bool Holds(string key, long token, DateTimeOffset now, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Record? record) =>
        _records.TryGetValue(key, out record) && record.Token == token && record.State != State.Done && record.LeaseEnds > now;

    private void Store(Record record, State state, ReadOnlyMemory<byte> outcome, DateTimeOffset expires)
    {
        _bytes += outcome.Length - record.Outcome.Length;
        record.State = state;
        record.Outcome = outcome;
        record.Expires = expires;
    }

    private void MakeRoom(DateTimeOffset now)
    {
        while (_done.First is { } oldest && oldest.Value.IsOver(now)) Remove(oldest.Value);
        if (_records.Count < options.MaxIdempotencyRecords) return;
        if (_done.First is { } first) Remove(first.Value);
        else DropLapsed(now);
        if (_records.Count >= options.MaxIdempotencyRecords)
        {
            throw new PubSubException(ErrorCode.RateLimited, "Too many requests with a client event id are running. Try again later.")
            {
                RetryAfter = s_retryAfter,
            };
        }
    }

    private void TrimBytes()
    {
        while (_bytes > options.MaxIdempotencyBytes && _done.First is { } oldest) Remove(oldest.Value);
    }

    private void DropLapsed(DateTimeOffset now)
    {
        for (LinkedListNode<Record>? node = _live.First; node is not null;)
        {
            Record record = node.Value;
            node = node.Next;
            if (record.IsOver(now)) Remove(record);
        }
    }

    private void Remove(Record record)
    {
        _records.Remove(record.Key);
        record.Node.List?.Remove(record.Node);
        _bytes -= record.Outcome.Length;
    }

    private sealed class Record
    {
        public Record(string key, byte[] hash)
        {
            Key = key;
            Hash = hash;
            Node = new LinkedListNode<Record>(this);
        }

        public string Key { get; }

        public byte[] Hash { get; }

        public LinkedListNode<Record> Node { get; }

        public State State { get; set; }

        public long Token { get; set; }

        public DateTimeOffset LeaseEnds { get; set; }

        public DateTimeOffset Expires { get; set; }

        public ReadOnlyMemory<byte> Outcome { get; set; }

        public bool IsOver(DateTimeOffset now) => State == State.Claimed ? LeaseEnds <= now : Expires <= now;
    }
}
