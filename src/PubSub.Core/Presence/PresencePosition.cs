namespace PubSub.Core.Presence;

/// <summary>
/// How far a channel's membership has come: every change that a store makes has the next version, without holes, so that who misses one can tell.
/// </summary>
/// <param name="Epoch">Tells one life of the channel's record from another: it is drawn at random when the record is made. Zero where there is no record.</param>
/// <param name="Version">How many changes there have been in that life.</param>
public readonly record struct PresencePosition(long Epoch, long Version)
{
    /// <summary>Whether this is the position right after another.</summary>
    public bool Follows(PresencePosition earlier) =>
        Version == earlier.Version + 1 && (Epoch == earlier.Epoch || earlier.Epoch == 0);
}
