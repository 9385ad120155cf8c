using Collab.Events;
using Microsoft.Extensions.DependencyInjection;
using Orders.Events;
using Orders.Events.Actions;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.Core.Subscribing;

namespace PubSub.Testing.Tests;

public sealed class PubSubTestHostTests
{
    [Fact]
    public async Task SendAsync_EventWithAction_AnswersItsResultAndEvents()
    {
        await using PubSubTestHost host = await StartOrdersAsync();

        SendResult<OrderAccepted> answer = await host.SendAsync(new OrderCreated("A-1", 1));

        answer.Result.ShouldBe(new OrderAccepted(true));
        answer.Events.Select(e => e.Payload).ShouldBe([new OrderCreated("A-1", 1), new OrderIngested("A-1", 1)]);
    }

    [Fact]
    public async Task SendAsync_AnonymousOnGuardedChannel_IsRefused()
    {
        await using PubSubTestHost host = await StartOrdersAsync();

        PubSubException refusal = await Should.ThrowAsync<PubSubException>(
            () => host.SendAsync(new OrderCreated("A-1", 1), new SendOptions { UserId = null }));

        refusal.Code.ShouldBe(ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task SendAsync_RuleByPolicy_GoesByWhatTheTestSaysOfIt()
    {
        await using PubSubTestHost host = await StartWithPolicyAsync(settings => settings.Policies["shift"] = AccessRule.Role("clerk"));

        await host.SendAsync(new ChatChannel("lobby"), new ChatMessage("hello", "ada"), new SendOptions { Roles = ["clerk"] });
        PubSubException refusal = await Should.ThrowAsync<PubSubException>(() => host.SendAsync(new ChatChannel("lobby"), new ChatMessage("hello", "ada")));

        refusal.Code.ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task StartAsync_PolicyThatTheTestDoesNotSay_IsRefusedAndSaysWhere()
    {
        InvalidOperationException refusal = await Should.ThrowAsync<InvalidOperationException>(() => StartWithPolicyAsync(_ => { }));

        refusal.Message.ShouldContain("'shift'");
        refusal.Message.ShouldContain("PubSubTestHostSettings.Policies");
    }

    [Fact]
    public async Task SendAsync_ParametricChannel_ReachesThatAddressOnly()
    {
        await using PubSubTestHost host = await PubSubTestHost.StartAsync<ChatChannel>();
        await using EventInbox<ChatMessage> lobby = await host.SubscribeAsync<ChatChannel, ChatMessage>(new ChatChannel("lobby"));
        await host.SendAsync(new ChatChannel("attic"), new ChatMessage("up here", "ada"));

        await host.SendAsync(new ChatChannel("lobby"), new ChatMessage("down here", "ada"));

        (await lobby.NextAsync()).Text.ShouldBe("down here");
    }

    [Fact]
    public async Task SubscribeAsync_AfterAnEarlierEvent_ReadsTheLaterOnes()
    {
        await using PubSubTestHost host = await StartOrdersAsync();
        EventId first = (await host.SendAsync(new OrderCreated("A-1", 1))).Events[1].Id;
        await host.Publisher.PublishAsync(new OrderIngested("A-2", 2));

        await using EventInbox<OrderIngested> ingested = await host.SubscribeAsync<OrderIngested>(new SubscribeOptions { After = first });

        (await ingested.NextAsync()).OrderId.ShouldBe("A-2");
        ingested.GapReason.ShouldBeNull();
    }

    [Fact]
    public async Task NextAsync_NothingCame_FailsAndTellsWhatHadCome()
    {
        await using PubSubTestHost host = await StartOrdersAsync();
        await using EventInbox<OrderIngested> ingested = await host.SubscribeAsync<OrderIngested>();

        TimeoutException failure = await Should.ThrowAsync<TimeoutException>(() => ingested.NextAsync(TimeSpan.FromMilliseconds(50)));

        failure.Message.ShouldBe("No OrderIngested came within 0.05 s; 0 had come before.");
    }

    [Fact]
    public async Task NextAsync_AfterAGap_TellsTheGapAndGoesOn()
    {
        await using PubSubTestHost host = await StartOrdersAsync();
        await using EventInbox<OrderIngested> ingested = await host.SubscribeAsync<OrderIngested>(new SubscribeOptions { After = new EventId(1, 1, 1) });
        await host.Publisher.PublishAsync(new OrderIngested("A-1", 1));

        (await ingested.NextAsync()).OrderId.ShouldBe("A-1");

        ingested.GapReason.ShouldNotBeNull();
        (await Should.ThrowAsync<TimeoutException>(() => ingested.NextAsync(TimeSpan.FromMilliseconds(50)))).Message.ShouldContain("The host reported a gap: ");
    }

    [Fact]
    public async Task StartAsync_OptionOutOfRange_FailsNamingIt()
    {
        Exception failure = await Should.ThrowAsync<Exception>(() => PubSubTestHost.StartAsync<ChatChannel>(s => s.PubSub = o => o.MaxPayloadBytes = 1));

        failure.Message.ShouldContain("MaxPayloadBytes");
    }

    private static Task<PubSubTestHost> StartWithPolicyAsync(Action<PubSubTestHostSettings> configure) => PubSubTestHost.StartAsync<ChatChannel>(settings =>
    {
        settings.PubSub = options => options.Channel<ChatChannel>(channel => channel.Publish = AccessRule.Policy("shift"));
        configure(settings);
    });

    private static Task<PubSubTestHost> StartOrdersAsync() =>
        PubSubTestHost.StartAsync<OrdersChannel>(settings => settings.Services.AddSingleton<IOrderStore, InMemoryOrderStore>());
}
