using Collab.Events;
using Orders.Events;
using Orders.Events.Actions;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;

namespace PubSub.Core.Tests.Catalog;

public class ContractReaderTests
{
    private static readonly EventCatalog s_catalog = EventCatalog.FromAssemblies(typeof(OrderCreated).Assembly, typeof(ChatMessage).Assembly);

    [Fact]
    public void Read_SampleContracts_FindsEveryEvent() =>
        s_catalog.Events.Select(e => e.Name).ShouldBe(
            ["chat:message", "chat:typing", "cursor:blur", "cursor:move", "ledger:entry", "orders:created", "orders:ingested", "probe:ping"]);

    [Fact]
    public void Read_ClientEventWithAction_KnowsItsResultAndAction()
    {
        s_catalog.TryGetEvent("orders:created", out EventDefinition? created).ShouldBeTrue();

        created.Direction.ShouldBe(EventDirection.Both);
        created.ResultType.ShouldBe(typeof(OrderAccepted));
        created.ActionType.ShouldBe(typeof(CreateOrder));
        created.Description.ShouldBe("A customer has placed an order.");
    }

    [Fact]
    public void Read_PlainEvent_IsServerSent()
    {
        s_catalog.TryGetEvent("orders:ingested", out EventDefinition? ingested).ShouldBeTrue();

        ingested.Direction.ShouldBe(EventDirection.Sse);
        ingested.IsClientSendable.ShouldBeFalse();
    }

    [Fact]
    public void Read_ChannelWithRetention_IsOrderedAndKeepsIt()
    {
        s_catalog.TryGetChannel(typeof(OrdersChannel), out ChannelDefinition? orders).ShouldBeTrue();

        orders.Ordered.ShouldBeTrue();
        orders.Retention.ShouldBe(new ChannelRetention(TimeSpan.FromHours(1), null));
    }

    [Fact]
    public void AddressOf_ParametricChannel_EncodesItsParameter()
    {
        s_catalog.TryGetChannel(typeof(ChatChannel), out ChannelDefinition? chat).ShouldBeTrue();

        chat.AddressOf(new ChatChannel("room 1")).Value.ShouldBe("chat:room%201");
    }
}
