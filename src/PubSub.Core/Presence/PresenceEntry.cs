namespace PubSub.Core.Presence;

/// <summary>A change as a session reads it in a companion's log. Valid as long as the frame that it was read from.</summary>
internal ref struct PresenceEntry
{
    /// <summary>What became of the member.</summary>
    public PresenceChangeKind Kind { get; set; }

    /// <summary>The member as JSON.</summary>
    public ReadOnlySpan<byte> Member { get; set; }

    /// <summary>When it was made, as JSON writes it, without quotes.</summary>
    public ReadOnlySpan<byte> Timestamp { get; set; }

    /// <summary>The connection that made the change, which need not be told; empty where none did.</summary>
    public ReadOnlySpan<byte> By { get; set; }
}
