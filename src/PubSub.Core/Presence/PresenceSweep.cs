namespace PubSub.Core.Presence;

/// <summary>What a store keeps to when it removes what has lapsed.</summary>
/// <param name="Lease">For how long nothing is removed after the store was away.</param>
/// <param name="AwayAfter">It was away where no node has swept for longer than this.</param>
/// <param name="Limit">About how many connections to remove at the most.</param>
public readonly record struct PresenceSweep(TimeSpan Lease, TimeSpan AwayAfter, int Limit);
