using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PubSub.Contracts;
using PubSub.Core.Access;
using PubSub.Core.Catalog;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Hosting;

/// <summary>Channels are declared while PubSub is being registered; what comes too late, or would do nothing, stops the host.</summary>
public sealed class DefineChannelOptionsTests
{
    [Fact]
    public async Task DefineChannel_AfterRegistration_IsRefused() =>
        (await RefusedAsync(register: s => s.Configure<PubSubOptions>(o => o.DefineChannel("late")))).ShouldContain("DefineChannel(\"late\")");

    [Fact]
    public async Task FreeChannels_AfterRegistration_IsRefused() =>
        (await RefusedAsync(register: s => s.Configure<PubSubOptions>(o => o.FreeChannels = false))).ShouldContain("FreeChannels");

    [Fact]
    public async Task AddManagerChannels_AfterRegistration_IsRefused() =>
        (await RefusedAsync(register: s => s.Configure<PubSubOptions>(o => o.AddManagerChannels()))).ShouldContain("AddManagerChannels");

    [Fact]
    public async Task UserInfo_RecordChannelWithoutPresence_IsRefused() =>
        (await RefusedAsync(o => o.Channel<ProbeChannel>(c => c.UserInfo = _ => null))).ShouldContain("Channel<ProbeChannel>.UserInfo");

    [Fact]
    public async Task UserInfo_DefinedChannelWithoutPresence_IsRefused() =>
        (await RefusedAsync(o => o.DefineChannel("a").Configure(c => c.UserInfo = _ => null))).ShouldContain("DefineChannel(\"a\").UserInfo");

    [Fact]
    public async Task Presence_Selector_IsTheOneThatMembersAreToldOf()
    {
        await using PublishHarness harness = PublishHarness.Create(o => o.DefineChannel("a").Presence(user => new { name = user.Identity!.AuthenticationType }));
        ChannelDefinition channel = harness.Get<EventCatalog>().Channels.Single(c => c.Name == "a");

        channel.HasPresence.ShouldBeTrue();
        harness.Options.UserInfoOf(channel)!(PublishHarness.Alice.Principal!).ShouldBe(new { name = "test" });
    }

    [Fact]
    public async Task UserInfo_OfAllChannelsWhereNoneHasPresence_IsRefused() =>
        (await RefusedAsync(o =>
        {
            o.FreeChannels = false;
            o.Presence.UserInfo = _ => null;
        })).ShouldContain("Presence.UserInfo");

    public static TheoryData<string, Action<PubSubOptions>> Late => new()
    {
        { "Guard(\"a-*\")", o => o.Guard("a-*", true) },
        { "DefineChannel(\"late\")", o => o.DefineChannel("late") },
        { "Channel<ProbeChannel>", o => o.Channel<ProbeChannel>(c => c.Public = true) },
    };

    [Theory]
    [MemberData(nameof(Late))]
    public async Task Options_SetWhenTheHostHasStarted_AreRefused(string what, Action<PubSubOptions> set)
    {
        await using PublishHarness harness = PublishHarness.Create();
        harness.Get<AccessRules>();

        Should.Throw<InvalidOperationException>(() => set(harness.Options)).Message.ShouldContain(what);
    }

    [Fact]
    public async Task Guard_BeforeTheHostHasStarted_IsInForce()
    {
        await using PublishHarness harness = PublishHarness.Create(register: s => s.Configure<PubSubOptions>(o => o.Guard("public-a", AccessRule.Nobody)));
        ChannelName channel = ChannelName.Parse("public-a");
        harness.Get<EventCatalog>().TryGetChannel(channel, out ChannelDefinition? definition).ShouldBeTrue();

        (await Should.ThrowAsync<PubSubException>(async () => await harness.Get<AccessRules>().EnsureMaySubscribeAsync(definition!, channel, PublishHarness.Alice)))
            .Code.ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Configure_DefinedChannel_IsWhatTheHostHasOfIt()
    {
        await using PublishHarness harness = PublishHarness.Create(o => o.DefineChannel("a").Configure(c => c.SlowSessions = SlowSessionPolicy.Close));
        ChannelDefinition channel = harness.Get<EventCatalog>().Channels.Single(c => c.Name == "a");

        harness.Options.OptionsOf(channel)!.SlowSessions.ShouldBe(SlowSessionPolicy.Close);
    }

    private static async Task<string> RefusedAsync(Action<PubSubOptions>? configure = null, Action<IServiceCollection>? register = null)
    {
        await using PublishHarness harness = PublishHarness.Create(configure, register);
        return Should.Throw<OptionsValidationException>(() => harness.Options).Failures.ShouldHaveSingleItem();
    }
}
