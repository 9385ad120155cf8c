using PubSub.Contracts;

namespace Orders.Events;

/// <summary>Everything that happens to orders, in the order in which it happened. An hour of it can be read again.</summary>
[EventChannel("orders", HistoryRetention = "1h", Ordered = true)]
public sealed record OrdersChannel : IEventChannel;
