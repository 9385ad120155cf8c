using Collab.Events;
using Orders.Events;
using PubSub.Core.Actions;

namespace PubSub.Testing.Tests;

public sealed class FakeActionContextTests
{
    private readonly FakeActionContext _context = new();

    [Fact]
    public async Task EmitAsync_Event_IsRecorded()
    {
        await _context.EmitAsync(new OrderIngested("A-1", 1));

        _context.Emitted.ShouldBe([new EmittedEvent(new OrderIngested("A-1", 1))]);
    }

    [Fact]
    public async Task EmitAsync_EventOfParametricChannel_IsRecordedWithItsChannel()
    {
        await _context.EmitAsync(new ChatChannel("lobby"), new ChatMessage("hello", "ada"));

        _context.Emitted.ShouldBe([new EmittedEvent(new ChatMessage("hello", "ada"), new ChatChannel("lobby"))]);
    }

    [Fact]
    public async Task EmitAsync_ParametricChannelNotPassed_IsRefused() =>
        (await Should.ThrowAsync<ArgumentException>(async () => await _context.EmitAsync(new ChatMessage("hello", "ada")))).Message.ShouldContain("has parameters");

    [Fact]
    public async Task EmitAsync_NoEvent_IsRefused() =>
        (await Should.ThrowAsync<ArgumentException>(async () => await _context.EmitAsync("hello"))).Message.ShouldContain("is no event");

    [Fact]
    public async Task RunOnceAsync_SecondTime_AnswersTheFirstResult()
    {
        await _context.Idempotency.RunOnceAsync("charge", (_, _) => Task.FromResult(1));

        int second = await _context.Idempotency.RunOnceAsync("charge", (_, _) => Task.FromResult(2));

        second.ShouldBe(1);
        (await _context.Idempotency.CheckAsync("charge")).ShouldBeTrue();
    }

    [Fact]
    public void Context_MadeWithValues_TellsThem()
    {
        ActionContext context = new FakeActionContext(userId: null, roles: ["admin"], requestId: "r", clientEventId: "c", channel: "chat:lobby");

        (context.UserId, context.Roles.Single(), context.RequestId, context.ClientEventId, context.Channel.Value).ShouldBe((null, "admin", "r", "c", "chat:lobby"));
    }
}
