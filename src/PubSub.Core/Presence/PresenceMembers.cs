namespace PubSub.Core.Presence;

/// <summary>
/// A channel's members as a node knows them: a snapshot and the changes after it, each applied once and in order, whatever is repeated, lost, or told in another order.
/// Not safe to use from several threads.
/// </summary>
/// <param name="onChange">Takes each change as it takes effect.</param>
/// <param name="time">The clock of changes that a snapshot shows, of which nobody has told when they were made.</param>
internal sealed class PresenceMembers(Action<PresenceChange> onChange, TimeProvider time)
{
    /// <summary>The most changes that are kept for the one that is to come before them.</summary>
    private const int MostAhead = 1024;

    /// <summary>The most changes that are kept while a snapshot is on its way.</summary>
    private const int MostSince = 16 * 1024;

    private readonly Dictionary<string, PresenceMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<PresencePosition, PresenceChange> _ahead = [];

    // What has taken effect since a snapshot was asked for; null where none is awaited, or where it became too much.
    private List<PresenceChange>? _since;
    private bool _isKnown;

    /// <summary>The last change that has taken effect.</summary>
    public PresencePosition Position { get; private set; }

    /// <summary>True where a change has come whose predecessor has not.</summary>
    public bool HasHole => _ahead.Count > 0;

    /// <summary>How many members there are.</summary>
    public int Count => _members.Count;

    /// <summary>How many members there are beside one, whether or not that is there.</summary>
    public int CountOthers(string memberId) => _members.ContainsKey(memberId) ? Count - 1 : Count;

    /// <summary>The members.</summary>
    public IEnumerable<PresenceMember> All => _members.Values;

    /// <summary>The member of an id, or null where there is none.</summary>
    public PresenceMember? Find(string id) => _members.GetValueOrDefault(id);

    /// <summary>Takes a change that was told. Before the first snapshot it is set aside: what the snapshot holds is not known.</summary>
    /// <returns>False where only another snapshot can tell what comes next: another record than the known one, or too much was left out.</returns>
    public bool Take(PresenceChange change)
    {
        if (!_isKnown) return SetAside(change);
        if (change.Position.Follows(Position))
        {
            Apply(change);
            TakeAhead();
            return true;
        }

        bool isOfRecord = change.Position.Epoch == Position.Epoch;
        if (isOfRecord && change.Position.Version <= Position.Version) return true;
        return SetAside(change) && isOfRecord;
    }

    /// <summary>Says that a snapshot is asked for, which <see cref="Adopt"/> is given with the answer.</summary>
    /// <returns><see cref="Position"/>.</returns>
    public PresencePosition Await()
    {
        _since = [];
        return Position;
    }

    /// <summary>Puts a snapshot in place of what is known. What differs takes effect as changes; who left and came back meanwhile does both.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="askedAt">
    /// What <see cref="Await"/> answered. A snapshot that is older than that shows a store that has lost changes; one that is only older than the present position
    /// was overtaken, and the changes that did so are put on top of it: versions that were given twice, by a server that had lost the last ones, show in nothing else.
    /// </param>
    /// <returns>False where another snapshot is needed: changes of another record, or too many, were told meanwhile.</returns>
    public bool Adopt(PresenceSnapshot snapshot, PresencePosition askedAt)
    {
        PresencePosition to = snapshot.Position;
        var present = new Dictionary<string, PresenceMember>(StringComparer.Ordinal);
        foreach (PresenceMember member in snapshot.Members) present[member.Id] = member;
        if (to.Epoch == Position.Epoch && to.Version < Position.Version && to.Version >= askedAt.Version)
        {
            if (_since is null) return false;
            foreach (PresenceChange change in _since) if (change.Position.Version > to.Version) Put(change, present);
            to = Position;
        }

        bool isOfRecord = to.Epoch == Position.Epoch;
        _isKnown = true;
        _since = null;
        Position = to;
        foreach (PresenceMember gone in _members.Values.Where(known => !IsStill(known, present, isOfRecord)).ToArray()) Apply(PresenceChangeKind.Left, gone);
        // In the order in which they joined, so that all nodes tell it alike.
        foreach (PresenceMember member in PresenceSnapshot.Of(to, present.Values).Members)
        {
            if (!_members.TryGetValue(member.Id, out PresenceMember? known)) Apply(PresenceChangeKind.Joined, member);
            else if (known.Version != member.Version || !known.Info.IsSameAs(member.Info)) Apply(PresenceChangeKind.Updated, member);
        }

        foreach (PresencePosition passed in _ahead.Keys.Where(IsPassed).ToArray()) _ahead.Remove(passed);
        TakeAhead();
        if (_ahead.Keys.All(position => position.Epoch == Position.Epoch)) return true;
        _ahead.Clear();
        return false;
    }

    // Generations tell two stays of one record apart. Where a store has lost what it had and counts anew, the times of joining do.
    private static bool IsStill(PresenceMember known, Dictionary<string, PresenceMember> present, bool isOfRecord) =>
        present.TryGetValue(known.Id, out PresenceMember? member) && member.JoinedAt == known.JoinedAt && (!isOfRecord || member.Generation == known.Generation);

    private bool IsPassed(PresencePosition position) => position.Epoch == Position.Epoch && position.Version <= Position.Version;

    // False where that would be too many.
    private bool SetAside(PresenceChange change)
    {
        if (_ahead.Count >= MostAhead) return false;
        _ahead[change.Position] = change;
        return true;
    }

    private void TakeAhead()
    {
        while (_ahead.Count > 0 && _ahead.Remove(Next(), out PresenceChange? next)) Apply(next);
    }

    // Where there was no record, the first change of one is the next.
    private PresencePosition Next() =>
        Position.Epoch == 0 ? _ahead.Keys.FirstOrDefault(position => position.Follows(Position)) : Position with { Version = Position.Version + 1 };

    private void Apply(PresenceChangeKind kind, PresenceMember member) => Apply(new PresenceChange(kind, member, Position, time.GetUtcNow(), By: null));

    private void Apply(PresenceChange change)
    {
        Position = change.Position;
        if (_since?.Count == MostSince) _since = null;
        _since?.Add(change);
        Put(change, _members);
        onChange(change);
    }

    private static void Put(PresenceChange change, Dictionary<string, PresenceMember> members)
    {
        if (change.Kind == PresenceChangeKind.Left) members.Remove(change.Member.Id);
        else members[change.Member.Id] = change.Member;
    }
}
