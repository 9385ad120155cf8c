namespace Orders.Events.Actions;

/// <summary>Keeps the last orders in memory; beyond its capacity it forgets the oldest, whose ids are then free again.</summary>
/// <param name="capacity">How many orders are kept, at least 1.</param>
public sealed class InMemoryOrderStore(int capacity) : IOrderStore
{
    private readonly int _capacity = capacity > 0 ? capacity : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A store keeps at least one order.");
    private readonly Dictionary<string, Order> _orders = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = new();
    private readonly Lock _lock = new();

    /// <summary>Keeps the last 100,000 orders.</summary>
    public InMemoryOrderStore()
        : this(100_000)
    {
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(Order order, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_orders.TryAdd(order.OrderId, order)) return ValueTask.FromResult(false);
            _oldestFirst.Enqueue(order.OrderId);
            if (_orders.Count > _capacity) _orders.Remove(_oldestFirst.Dequeue());
            return ValueTask.FromResult(true);
        }
    }
}
