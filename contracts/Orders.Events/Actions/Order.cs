namespace Orders.Events.Actions;

/// <summary>An order as it is stored.</summary>
/// <param name="OrderId">The order's id.</param>
/// <param name="Total">What the order costs, in the shop's currency.</param>
public sealed record Order(string OrderId, decimal Total);
