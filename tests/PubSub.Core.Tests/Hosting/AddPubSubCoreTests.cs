using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NSubstitute;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.Core.Hosting;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Hosting;

public sealed class AddPubSubCoreTests
{
    [Fact]
    public async Task Options_OutOfRange_AreAllNamedWithValueAndRange()
    {
        await using PublishHarness harness = PublishHarness.Create(o =>
        {
            o.MaxPayloadBytes = 3;
            o.ActionTimeout = TimeSpan.FromDays(2);
            o.Fanout.WindowEvents = 1;
        });

        OptionsValidationException error = Should.Throw<OptionsValidationException>(() => harness.Options);

        error.Failures.ShouldBe(
            [
                "PubSubOptions.MaxPayloadBytes is 3; it must be between 1024 and 67108864.",
                "PubSubOptions.ActionTimeout is 2.00:00:00; it must be between 00:00:00.0100000 and 01:00:00.",
                "PubSubOptions.Fanout.WindowEvents is 1; it must be between 16 and 10000000.",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Options_ConfiguredElsewhere_AreTheSameInstance()
    {
        await using PublishHarness harness = PublishHarness.Create(register: s => s.Configure<PubSubOptions>(o => o.MaxPayloadBytes = 4096));

        harness.Options.MaxPayloadBytes.ShouldBe(4096);
        harness.Get<IOptions<PubSubOptions>>().Value.ShouldBeSameAs(harness.Options);
    }

    [Fact]
    public async Task Options_AssemblyAddedAfterRegistration_IsRefused()
    {
        await using PublishHarness harness = PublishHarness.Create(register: s => s.Configure<PubSubOptions>(o => o.ContractAssemblies.Add(typeof(string).Assembly)));

        Should.Throw<OptionsValidationException>(() => harness.Options).Message.ShouldContain("ContractAssemblies");
    }

    [Fact]
    public async Task Options_ChannelThatNobodyDeclares_IsRefused()
    {
        await using PublishHarness harness = PublishHarness.Create(o => o.Channel<StrayChannel>(c => c.Public = true));

        Should.Throw<OptionsValidationException>(() => harness.Options).Message.ShouldContain("Channel<StrayChannel>");
    }

    [Fact]
    public void AddPubSubCore_Twice_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddPubSubCore(_ => { });

        Should.Throw<InvalidOperationException>(() => services.AddPubSubCore(_ => { }));
    }

    [Fact]
    public async Task StartAsync_RetentionOnAnAdapterWithoutHistory_IsRefusedByName()
    {
        await using PublishHarness harness = PublishHarness.Create();

        InvalidOperationException error = await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(harness));

        error.Message.ShouldContain("'probe'");
        error.Message.ShouldContain("AllowMissingHistory");
    }

    [Fact]
    public async Task StartAsync_HostAllowsMissingHistory_Starts()
    {
        await using PublishHarness harness = PublishHarness.Create(o => o.AllowMissingHistory = true);

        await StartAsync(harness);
    }

    [Fact]
    public async Task StartAsync_AdapterWithHistory_IsStartedWithTheHub()
    {
        IEventAdapter adapter = Substitute.For<IEventAdapter>();
        await using PublishHarness harness = PublishHarness.Create(register: s => s.AddSingleton(adapter));

        await StartAsync(harness);

        await adapter.Received(1).StartAsync(harness.Get<FanoutHub>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task RunAsync_ActionWithAMissingDependency_LogsWhichOne()
    {
        await using PublishHarness harness = PublishHarness.Create(register: s => s.Remove(s.Single(d => d.ServiceType == typeof(ProbeScope))));

        (await harness.RefusedAsync("""{"name":"probe:ran","payload":{"key":"k"}}""")).Code.ShouldBe(Contracts.ErrorCode.ActionFailed);

        harness.Log.Entries.Single(e => e.Id == 1000).Error!.Message.ShouldContain(nameof(ProbeScope));
    }

    private static Task StartAsync(PublishHarness harness) =>
        harness.Get<IEnumerable<Microsoft.Extensions.Hosting.IHostedService>>().OfType<PubSubStartup>().Single().StartAsync(CancellationToken.None);

    [Contracts.EventChannel("stray")]
    private sealed record StrayChannel : Contracts.IEventChannel;
}
