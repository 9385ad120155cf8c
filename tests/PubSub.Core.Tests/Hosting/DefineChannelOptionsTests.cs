using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PubSub.Core.Catalog;
using PubSub.Core.Presence;
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

        PresenceDefinition presence = channel.Presence.ShouldNotBeNull();
        presence.Select!(PublishHarness.Alice.Principal!).ShouldBe(new { name = "test" });
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
