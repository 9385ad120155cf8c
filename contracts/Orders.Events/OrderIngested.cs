using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;

namespace Orders.Events;

/// <summary>An order has been stored. It follows the <see cref="OrderCreated"/> that brought it.</summary>
/// <param name="OrderId">The order's id: 1 to 64 characters.</param>
/// <param name="Total">What the order costs, in the shop's currency. Not negative.</param>
[Event("orders:ingested")]
public sealed record OrderIngested(
    [StringLength(64, MinimumLength = 1)] string OrderId,
    [Range(0, double.MaxValue, ErrorMessage = "The field {0} must be at least {1}.")] decimal Total) : IEvent<OrdersChannel>;
