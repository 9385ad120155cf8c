namespace PubSub.Core.Presence;

/// <summary>A connection of this node that is in a channel: what it takes to keep it there, and to put it back where the store has lost it.</summary>
/// <param name="connection">The connection.</param>
/// <param name="fixedInfo">What the server says of the member, which the member cannot change.</param>
internal sealed class PresenceRegistration(PresenceConnection connection, PresenceInfo fixedInfo)
{
    private readonly Lock _gate = new();
    private volatile bool _isGone;
    private PresenceMember? _member;

    public PresenceConnection Connection => connection;

    public PresenceInfo FixedInfo => fixedInfo;

    /// <summary>The member as this connection knew it last; null before it has joined.</summary>
    public PresenceMember? Member
    {
        get => Volatile.Read(ref _member);
        set => Volatile.Write(ref _member, value);
    }

    /// <summary>True once the connection has left here, whether or not the store knows.</summary>
    public bool IsGone => _isGone;

    /// <summary>Whose turn it is to have the store put the connection there, or remove it: one after the other, so that no answer is about a state that has passed.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>True where the store may have something of it: it was asked to put it there, and did not refuse. Set and read by who has the turn.</summary>
    public bool MayBeStored { get; set; }

    /// <summary>True once nothing is to be removed any more: the store has done so, or its lease is left to lapse. Set and read by who has the turn.</summary>
    public bool IsOver { get; set; }

    /// <summary>Says that the connection has left here. Nothing puts it back after that.</summary>
    /// <returns>False where it had left already.</returns>
    public bool Leave()
    {
        lock (_gate)
        {
            bool isFirst = !_isGone;
            _isGone = true;
            return isFirst;
        }
    }
}
