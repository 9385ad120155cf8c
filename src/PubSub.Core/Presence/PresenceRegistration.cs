
namespace PubSub.Core.Presence;

/// <summary>A connection of this node that is in a channel: what it takes to keep it there, and to put it back where the store has lost it.</summary>
/// <param name="connection">The connection.</param>
/// <param name="fixedInfo">What the server says of the member, which the member cannot change.</param>
internal sealed class PresenceRegistration(PresenceConnection connection, PresenceInfo fixedInfo)
{
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

    public void Leave() => _isGone = true;
}
