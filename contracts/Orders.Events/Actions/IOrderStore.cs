namespace Orders.Events.Actions;

/// <summary>Where orders are kept. Safe to use from any thread.</summary>
public interface IOrderStore
{
    /// <summary>Stores an order unless one of its id is stored already, in one atomic step.</summary>
    /// <returns>True where the order was stored, false where its id was taken.</returns>
    ValueTask<bool> TryAddAsync(Order order, CancellationToken cancellationToken);
}
