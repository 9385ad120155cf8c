namespace PubSub.Core.Presence;

/// <summary>A moment.</summary>
/// <param name="Utc">As members are told it.</param>
/// <param name="Elapsed">As leases go by it: on a clock that nobody sets.</param>
internal readonly record struct MemoryTime(DateTimeOffset Utc, TimeSpan Elapsed);
