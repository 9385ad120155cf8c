using PubSub.Core.Actions;

namespace Orders.Events.Actions;

/// <summary>Stores an order that was sent, and tells the channel that it is stored.</summary>
/// <param name="orders">Where orders are kept.</param>
public sealed class CreateOrder(IOrderStore orders) : EventAction<OrderCreated, OrderAccepted>
{
    /// <inheritdoc/>
    public override async Task<OrderAccepted> ExecuteAsync(OrderCreated payload, ActionContext context, CancellationToken cancellationToken)
    {
        if (!await orders.TryAddAsync(new Order(payload.OrderId, payload.Total), cancellationToken)) return new OrderAccepted(Ok: false);

        await context.EmitAsync(new OrderIngested(payload.OrderId, payload.Total));
        return new OrderAccepted(Ok: true);
    }
}
