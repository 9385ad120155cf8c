using System.Buffers;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>
/// Where a session stands in one of its channels, and what it writes of it: from the log while it keeps up, from history until it has caught up. But for
/// <see cref="Page"/>, which a read of history hands over, only the owner of the session's write token touches it.
/// </summary>
/// <param name="channel">The channel.</param>
/// <param name="filter">What the session wants of it, or null for everything.</param>
/// <param name="pageBytes">The most bytes of history that it holds at a time.</param>
internal sealed class Subscription(HubChannel channel, EventFilter? filter, int pageBytes) : ISlotted
{
    // Who begins behind has no claim to be waited for.
    private bool _wasSeenToKeepUp;

    // Of its own until it joins the channel, where it shares it with all who ask the same.
    private SharedFilter? _filter = filter is null ? null : new SharedFilter(filter);
    private volatile StoredPage? _page;
    private volatile bool _fetching;

    public HubChannel Channel { get; } = channel;

    /// <summary>Whose it is, from <see cref="Join"/> on.</summary>
    public Session Session { get; private set; } = null!;

    /// <summary>How the stream begins.</summary>
    public Resumed Resumed { get; set; }

    /// <summary>The last position passed, whether its event was written or hidden by the filter.</summary>
    public EventId Position { get; set; }

    /// <summary>The log's generation of before history was read and found to hold <see cref="Position"/>; -1 where it was not.</summary>
    public long VerifiedIn { get; set; } = -1;

    /// <summary>True where the subscription reads the log at <see cref="Cursor"/>; false where it reads history after <see cref="Position"/>.</summary>
    public bool IsLive { get; set; }

    /// <summary>Where it reads the log. A field, because reading remembers the segment in it.</summary>
    public LogCursor Cursor;

    /// <summary>Entries of the log up to this position came by history already; empty for none.</summary>
    public EventId SkipThrough { get; set; }

    /// <summary>A gap that is yet to be told, or null.</summary>
    public string? PendingGap { get; set; }

    /// <summary>True where the filter hid events since the stream last carried a position.</summary>
    public bool HasHidden { get; set; }

    /// <summary>A page of history to be written.</summary>
    public StoredPage? Page
    {
        get => _page;
        set => _page = value;
    }

    /// <summary>True while a page is being read.</summary>
    public bool IsFetching
    {
        get => _fetching;
        set => _fetching = value;
    }

    /// <summary>The log's end when a page was last asked for and came back empty, or -1.</summary>
    public long NothingNewerAt { get; set; } = -1;

    /// <summary>Where the channel's sessions are kept.</summary>
    public int Slot { get; set; }

    /// <summary>
    /// Whether publishers are to be slowed down for this reader: it has kept up and takes what it is given, and yet it is in the window's older half now.
    /// Called by the channel's run only. A look from outside, without the write token: it may be a moment old.
    /// </summary>
    /// <param name="first">The window's first entry; who has fallen out cannot be helped.</param>
    /// <param name="middle">The first entry of the window's newer half.</param>
    /// <param name="now">The timestamp of the look.</param>
    public bool Lags(long first, long middle, long now)
    {
        if (!IsLive || Cursor.Seq < first) return false;
        if (Cursor.Seq >= middle)
        {
            _wasSeenToKeepUp = true;
            return false;
        }

        return _wasSeenToKeepUp && Session.TakesWhatItIsGiven(now);
    }

    /// <summary>Makes it one of the channel's, until <see cref="Leave"/>.</summary>
    public void Join(Session session)
    {
        Session = session;
        if (_filter is not null) _filter = Channel.Filters.Acquire(_filter.Filter);
        Channel.Sessions.Add(this);
    }

    public void Leave()
    {
        Channel.Sessions.Remove(this);
        if (_filter is not null) Channel.Filters.Release(_filter);
    }

    /// <summary>Reads the log from a cursor on.</summary>
    public void GoLive(LogCursor cursor, EventId skipThrough = default)
    {
        Cursor = cursor;
        SkipThrough = skipThrough;
        IsLive = true;
        Page = null;
    }

    /// <summary>Writes what is due of this channel, as far as there is room.</summary>
    /// <returns>True where anything was written.</returns>
    public bool Write(Session session, ref int room)
    {
        bool wrote = WritePendingGap(session);
        if (!IsLive) wrote |= WriteHistory(session, ref room);
        if (IsLive) wrote |= WriteLog(session, ref room);
        return wrote;
    }

    private bool WriteLog(Session session, ref int room)
    {
        bool wrote = false;
        while (room > 0)
        {
            LogRead read = Channel.Log.Read(ref Cursor, out LogSlice slice);
            switch (read)
            {
                case LogRead.End:
                    return wrote;

                case LogRead.Behind or LogRead.Restarted:
                    FallBehind(session, wasSlow: read == LogRead.Behind);
                    // What is due now is a gap, a page of history or the end: another batch.
                    wrote |= WritePendingGap(session);
                    return wrote | (!IsLive && WriteHistory(session, ref room));

                default:
                    wrote |= WriteSlice(session, slice.Take(room), ref room);
                    break;
            }
        }

        return wrote;
    }

    private bool WritePendingGap(Session session)
    {
        if (PendingGap is not { } reason) return false;
        PendingGap = null;
        session.WriteGap(this, reason);
        return true;
    }

    private bool WriteSlice(Session session, LogSlice slice, ref int room)
    {
        Cursor.Seq += slice.Count;
        if (session.CopiesFrames && _filter is null && SkipThrough.IsEmpty)
        {
            ReadOnlySpan<byte> frames = slice.Bytes;
            session.WriteFrames(frames);
            Position = slice.LastId;
            room -= frames.Length;
            return true;
        }

        bool wrote = false;
        FilterAnswers? answers = _filter is { IsRemembered: true } ? slice.Segment.AnswersOf(_filter.Filter) : null;
        for (int i = slice.First; i < slice.First + slice.Count; i++)
        {
            LogEntry entry = slice.Segment[i];
            if (!SkipThrough.IsEmpty)
            {
                if (entry.Id.Epoch == SkipThrough.Epoch && entry.Id.Offset <= SkipThrough.Offset) continue;
                SkipThrough = default;
            }

            Position = entry.Id;
            if (_filter is not null && !(answers?.Matches(slice.Segment, i) ?? slice.Segment.Matches(_filter.Filter, i)))
            {
                HasHidden = true;
                continue;
            }

            session.WriteFrame(this, slice.Segment.Frame(entry), entry.JsonStart, entry.Id);
            HasHidden = false;
            room -= entry.End - entry.Start + session.BytesBesideFrame;
            wrote = true;
        }

        return wrote;
    }

    private void FallBehind(Session session, bool wasSlow)
    {
        if (wasSlow && Channel.SlowSessions == SlowSessionPolicy.Close)
        {
            session.Close(SessionEnd.TooSlow);
            return;
        }

        IsLive = false;
        if (Channel.HasHistory) return;
        LogCursor cursor = Channel.Log.AttachAtStart(out EventId position);
        Position = position;
        PendingGap = wasSlow ? GapReason.TooSlow : GapReason.ContinuityLost;
        GoLive(cursor);
    }

    private bool WriteHistory(Session session, ref int room)
    {
        if (IsFetching) return false;
        bool wrote = false;
        if (Page is { } page)
        {
            if (page.Truncated)
            {
                LogCursor cursor = Channel.Log.AttachAtEnd(out EventId position);
                string reason = ResumePlan.ReasonOf(Position, page.Top);
                Position = position;
                GoLive(cursor);
                session.WriteGap(this, reason);
                return true;
            }

            while (!page.IsEmpty && room > 0) wrote |= WriteStored(session, page.Take(), ref room);
            if (!page.IsEmpty) return wrote;
            Page = null;
        }

        if (Channel.Log.TryLocate(Position, VerifiedIn, out LogCursor located))
            GoLive(located, skipThrough: Position);
        else if (NothingNewerAt != Channel.Log.EndSeq)
            Fetch(session);
        return wrote;
    }

    private bool WriteStored(Session session, ChannelEvent stored, ref int room)
    {
        int length = EncodedEvent.Length(stored.Body);
        int jsonStart = EncodedEvent.JsonStart(stored.Body);
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> frame = rented.AsSpan(0, length);
            EncodedEvent.Write(frame, stored.Id, stored.Body);
            Position = stored.Id;
            if (_filter is not null && !_filter.Filter.Matches(EncodedEvent.JsonOf(frame, jsonStart)))
            {
                HasHidden = true;
                return false;
            }

            session.WriteFrame(this, frame, jsonStart, stored.Id);
            HasHidden = false;
            room -= length + session.BytesBesideFrame;
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // The read goes on without the token; its end pokes the session.
    private async void Fetch(Session session)
    {
        IsFetching = true;
        long generation = Channel.Log.Generation;
        long endSeq = Channel.Log.EndSeq;
        try
        {
            HistoryPage page = await Channel.ReadAfterAsync(HistoryPosition.After(Position), pageBytes);
            VerifiedIn = page.Truncated ? -1 : generation;
            NothingNewerAt = page.Events.Count == 0 && !page.Truncated ? endSeq : -1;
            if (page is { Events.Count: 0, Truncated: false, HasMore: false }) Position = page.Top;
            Page = new StoredPage(page);
        }
        catch (Exception error)
        {
            // The subscriber resumes from its last id when the broker is back.
            Channel.NoteReadFailed(error);
            session.Close(SessionEnd.BrokerUnavailable);
        }

        IsFetching = false;
        session.Poke();
    }
}
