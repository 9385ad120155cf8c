using Orders.Events.Actions;
using PubSub.Testing;
using Xunit;

namespace Orders.Events.Tests;

/// <summary>The action alone: a class, a store and a faked context.</summary>
public sealed class CreateOrderTests
{
    private readonly CreateOrder _action = new(new InMemoryOrderStore());
    private readonly FakeActionContext _context = new();

    [Fact]
    public async Task ExecuteAsync_NewOrder_IsAcceptedAndIngested()
    {
        OrderAccepted answer = await _action.ExecuteAsync(new OrderCreated("A-1", 12.50m), _context, CancellationToken.None);

        Assert.True(answer.Ok);
        Assert.Equal([new EmittedEvent(new OrderIngested("A-1", 12.50m))], _context.Emitted);
    }

    [Fact]
    public async Task ExecuteAsync_KnownOrder_IsRefusedAndEmitsNothing()
    {
        await _action.ExecuteAsync(new OrderCreated("A-1", 12.50m), new FakeActionContext(), CancellationToken.None);

        OrderAccepted answer = await _action.ExecuteAsync(new OrderCreated("A-1", 99m), _context, CancellationToken.None);

        Assert.False(answer.Ok);
        Assert.Empty(_context.Emitted);
    }
}
