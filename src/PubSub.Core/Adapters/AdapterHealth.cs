namespace PubSub.Core.Adapters;

/// <summary>Whether an adapter's broker answers, or a store's server.</summary>
/// <param name="IsHealthy">True where it does.</param>
/// <param name="Detail">A sentence for an operator, without credentials; null where there is nothing to say.</param>
public sealed record AdapterHealth(bool IsHealthy, string? Detail = null);
