namespace PubSub.Core.Presence;

/// <summary>A connection's lease.</summary>
/// <param name="connection">The connection.</param>
/// <param name="number">Tells leases of one end apart.</param>
/// <param name="ends">When it ends, on a clock that nobody sets.</param>
internal sealed class MemoryLease(PresenceConnection connection, long number, TimeSpan ends)
{
    public PresenceConnection Connection => connection;

    public long Number => number;

    /// <summary>When it ends.</summary>
    public TimeSpan Ends { get; set; } = ends;

    /// <summary>When it is looked at next; no later than it ends.</summary>
    public TimeSpan LookedAt { get; set; } = ends;
}
