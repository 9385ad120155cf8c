using System.Buffers;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>
/// Where a session stands in one of its channels, and what it writes of it: from the log while it keeps up, from history until it has caught up. Only the owner
/// of the session's write token touches it, but for the page that a read of history hands over.
/// </summary>
/// <param name="channel">The channel.</param>
/// <param name="filter">What the session wants of it, or null for everything.</param>
/// <param name="renderer">What makes the session's bytes of an event; null where those of an event stream will do.</param>
internal sealed class Subscription(HubChannel channel, EventFilter? filter, EventRenderer? renderer = null) : ISlotted
{
    // Who begins behind has no claim to be waited for.
    private bool _wasSeenToKeepUp;

    // Of its own until it joins the channel, where it shares it with all who ask the same.
    private SharedFilter? _filter = filter is null ? null : new SharedFilter(filter);

    // Null where it was live from the start, or has been for a while.
    private CatchUp? _catchUp;

    // Entries of the log up to its position came by history already.
    private bool _skips;

    // Events were hidden by the filter, or there were none, since the stream last carried a position.
    private bool _hasMovedUnseen;

    public HubChannel Channel { get; } = channel;

    /// <summary>Whose it is, from <see cref="Join"/> on.</summary>
    public Session Session { get; private set; } = null!;

    /// <summary>What its session knows it by, or null. Set before it is added to the session.</summary>
    public object? Owner { get; set; }

    /// <summary>How the stream begins.</summary>
    public Resumed Resumed { get; set; }

    /// <summary>The last position passed, whether its event was written or hidden by the filter.</summary>
    public EventId Position { get; set; }

    /// <summary>True where the subscription reads the log at <see cref="Cursor"/>; false where it reads history after <see cref="Position"/>.</summary>
    public bool IsLive { get; set; }

    /// <summary>Where it reads the log. A field, because reading remembers the segment in it.</summary>
    public LogCursor Cursor;

    /// <summary>A gap that is yet to be told, or null.</summary>
    public string? PendingGap { get; set; }

    /// <summary>
    /// True where the session has been told something that its own last answer may be newer than, so that it is given its own events too. Set and read by the owner of
    /// the session's write token, or before the subscription is the session's.
    /// </summary>
    public bool TellsOwn { get; set; }

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
    public void GoLive(LogCursor cursor)
    {
        Cursor = cursor;
        IsLive = true;
        _skips = false;
        _catchUp = null;
    }

    /// <summary>Begins with a page of history, and goes on to read history until the log has what comes next.</summary>
    /// <param name="page">What came after <see cref="Position"/>; null where it is to be read.</param>
    /// <param name="generation">The log's generation of before history was found to hold <see cref="Position"/>.</param>
    public void BeginWith(StoredPage? page, long generation) => _catchUp = new CatchUp { Page = page, VerifiedIn = generation };

    /// <summary>True where the position has moved since the stream last carried it, which it is about to do.</summary>
    public bool TakeMovedUnseen()
    {
        if (IsLive && Channel.Log.TryGetPosition(Cursor, out EventId end) && end.IsAfter(Position)) PassTo(end);
        bool moved = _hasMovedUnseen;
        _hasMovedUnseen = false;
        return moved;
    }

    /// <summary>Writes what is due of this channel, as far as there is room.</summary>
    /// <returns>True where anything was written.</returns>
    public bool Write(Session session, ref int room)
    {
        bool wrote = WritePendingGap(session, ref room);
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
                    wrote |= WritePendingGap(session, ref room);
                    return wrote | (!IsLive && WriteHistory(session, ref room));

                default:
                    wrote |= WriteSlice(session, slice.Take(room), ref room);
                    break;
            }
        }

        return wrote;
    }

    private bool WritePendingGap(Session session, ref int room)
    {
        if (room <= 0 || PendingGap is not { } reason) return false;
        PendingGap = null;
        room -= session.WriteGap(this, reason);
        return true;
    }

    private bool WriteSlice(Session session, LogSlice slice, ref int room)
    {
        Cursor.Seq += slice.Count;
        if (session.CopiesFrames && _filter is null && !_skips)
        {
            ReadOnlySpan<byte> frames = slice.Bytes;
            session.WriteFrames(frames);
            Position = slice.LastId;
            room -= frames.Length;
            return true;
        }

        bool wrote = false;
        FilterAnswers? answers = _filter is { IsRemembered: true } ? slice.Segment.AnswersOf(_filter.Filter) : null;
        RenderedEvents? rendered = renderer is null ? null : slice.Segment.RenderedBy(renderer, Channel.Context.Budget);
        for (int i = slice.First; i < slice.First + slice.Count; i++)
        {
            LogEntry entry = slice.Segment[i];
            if (_skips)
            {
                if (entry.Id.Epoch == Position.Epoch && entry.Id.Offset <= Position.Offset) continue;
                _skips = false;
            }

            Position = entry.Id;
            if (_filter is not null && !(answers?.Matches(slice.Segment, i) ?? slice.Segment.Matches(_filter.Filter, i)))
            {
                _hasMovedUnseen = true;
                continue;
            }

            if (rendered is null) session.WriteFrame(this, slice.Segment.Frame(entry), entry.JsonStart, entry.Id);
            else if (!session.WriteRendered(this, rendered.Of(slice.Segment, i, Channel.Name.Whole))) continue;
            _hasMovedUnseen = false;
            room -= entry.End - entry.Start + session.BytesBesideFrame(this);
            wrote = true;
        }

        return wrote;
    }

    private void FallBehind(Session session, bool wasSlow)
    {
        IsLive = false;
        if (wasSlow && Channel.SlowSessions == SlowSessionPolicy.Close)
        {
            _catchUp = new CatchUp { IsGivenUp = true };
            session.GiveUp(this, SessionEnd.TooSlow);
            return;
        }

        if (Channel.HasHistory) return;
        LogCursor cursor = Channel.Log.AttachAtStart(out EventId position);
        Position = position;
        PendingGap = wasSlow ? GapReason.TooSlow : GapReason.ContinuityLost;
        GoLive(cursor);
    }

    private bool WriteHistory(Session session, ref int room)
    {
        CatchUp catchUp = _catchUp ??= new CatchUp();
        if (catchUp.IsFetching || catchUp.IsGivenUp) return false;
        bool wrote = false;
        if (catchUp.Page is { } page)
        {
            if (page.Truncated)
            {
                LogCursor cursor = Channel.Log.AttachAtEnd(out EventId position);
                PendingGap = ResumePlan.ReasonOf(Position, page.Top);
                Position = position;
                GoLive(cursor);
                return WritePendingGap(session, ref room);
            }

            while (!page.IsEmpty && room > 0) wrote |= WriteStored(session, page.Take(), ref room);
            if (!page.IsEmpty) return wrote;
            catchUp.Page = null;
            if (page.PassedTo is { } passed) PassTo(passed);
        }

        if (Channel.Log.TryLocate(Position, catchUp.VerifiedIn, out LogCursor located))
        {
            GoLive(located);
            _skips = true;
        }
        else if (catchUp.NothingNewerAt != Channel.Log.EndSeq)
        {
            catchUp.Fetch(this, session);
        }

        return wrote;
    }

    private void PassTo(EventId position)
    {
        _hasMovedUnseen |= position != Position;
        Position = position;
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
                _hasMovedUnseen = true;
                return false;
            }

            if (renderer is null) session.WriteFrame(this, frame, jsonStart, stored.Id);
            else if (!session.WriteRendered(this, renderer.Render(Channel.Name.Whole, EncodedEvent.JsonOf(frame, jsonStart)))) return false;
            _hasMovedUnseen = false;
            room -= length + session.BytesBesideFrame(this);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
