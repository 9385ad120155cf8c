namespace Orders.Events;

/// <summary>The answer to <see cref="OrderCreated"/>.</summary>
/// <param name="Ok">Whether the order was stored; false where an order of that id is already stored.</param>
public sealed record OrderAccepted(bool Ok);
