using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;

namespace Orders.Events;

/// <summary>A customer has placed an order.</summary>
/// <param name="OrderId">The order's id, chosen by the sender and unique among all orders: 1 to 64 characters.</param>
/// <param name="Total">What the order costs, in the shop's currency. Not negative.</param>
[Event("orders:created", Version = 1)]
public sealed record OrderCreated(
    [StringLength(64, MinimumLength = 1)] string OrderId,
    [Range(0, double.MaxValue, ErrorMessage = "The field {0} must be at least {1}.")] decimal Total) : IClientEvent<OrdersChannel, OrderAccepted>;
