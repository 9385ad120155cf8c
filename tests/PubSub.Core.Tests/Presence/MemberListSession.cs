using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using PubSub.Core.Fanout;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Presence;

/// <summary>Keeps a list of members as a client does: from a state and the changes after it. It notices a change that does not fit the list.</summary>
internal sealed class MemberListSession(Subscription[] subscriptions, TimeProvider time) : Session(subscriptions, time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);
    private readonly List<string> _lines = [];
    private readonly List<string> _misfits = [];
    private TaskCompletionSource<FlushResult>? _stall;

    public override bool CopiesFrames => false;

    /// <summary>The members' ids.</summary>
    public string[] Members
    {
        get
        {
            lock (_gate) return [.. _members.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Everything in order: <c>state ann,bob</c>, <c>Joined ann</c>, <c>Left ann</c>.</summary>
    public string[] Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    /// <summary>Joins of who was there, and leaves and updates of who was not.</summary>
    public string[] Misfits
    {
        get
        {
            lock (_gate) return [.. _misfits];
        }
    }

    public Task SeesAsync(params string[] lines) => Eventually.HoldsAsync(() => Lines.SequenceEqual(lines), string.Join("; ", lines));

    public Task HasAsync(params string[] members) => Eventually.HoldsAsync(() => Members.SequenceEqual(members), string.Join(",", members));

    /// <summary>What it has been told of a member.</summary>
    public string Json(string id)
    {
        lock (_gate) return _members[id];
    }

    /// <summary>Flushes wait from now on.</summary>
    public void Stall()
    {
        lock (_gate) _stall = new TaskCompletionSource<FlushResult>();
    }

    public void Release()
    {
        TaskCompletionSource<FlushResult>? stalled;
        lock (_gate)
        {
            stalled = _stall;
            _stall = null;
        }

        stalled?.SetResult(default);
    }

    public override void Abort() => Release();

    protected override void WriteReady() => WriteState();

    public override int WriteGap(Subscription subscription, string reason)
    {
        WriteState();
        return 0;
    }

    public override void WriteFrame(Subscription subscription, ReadOnlySpan<byte> frame, int jsonStart, Contracts.EventId id)
    {
        PresenceEntry entry = PresenceBody.Read(frame, jsonStart);
        string member = Encoding.UTF8.GetString(entry.Member);
        string of = IdOf(member);
        lock (_gate)
        {
            bool fits = (entry.Kind == PresenceChangeKind.Joined) != _members.ContainsKey(of);
            if (!fits) _misfits.Add($"{entry.Kind} {of}");
            if (entry.Kind == PresenceChangeKind.Left) _members.Remove(of);
            else _members[of] = member;
            _lines.Add($"{entry.Kind} {of}");
        }
    }

    public override void WriteFrames(ReadOnlySpan<byte> frames) => throw new NotSupportedException("Frames of a companion are read one by one.");

    protected override void WriteKeepAlive(bool withPosition)
    {
        // Nothing that a test looks for.
    }

    protected override void WriteEnd(SessionEnd end)
    {
        lock (_gate) _lines.Add($"end {end.Code}");
    }

    protected override void OnFault(Exception error)
    {
        lock (_gate) _misfits.Add(error.ToString());
    }

    protected override ValueTask<FlushResult> FlushAsync()
    {
        lock (_gate) return _stall is null ? default : new ValueTask<FlushResult>(_stall.Task);
    }

    private void WriteState()
    {
        PresenceState state = PresenceState.At(Subscriptions[0]);
        JsonElement members = JsonElement.Parse(state.MembersJson.Span);
        lock (_gate)
        {
            _members.Clear();
            foreach (JsonElement member in members.EnumerateArray()) _members[IdOf(member.GetRawText())] = member.GetRawText();
            _lines.Add($"state {string.Join(",", state.Members.Select(member => member.Id))}");
        }
    }

    private static string IdOf(string member) => JsonElement.Parse(member).GetProperty("id").GetString()!;
}
