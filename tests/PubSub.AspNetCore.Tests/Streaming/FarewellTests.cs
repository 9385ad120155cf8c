using Microsoft.Extensions.DependencyInjection;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>What a server still gives when it shuts down.</summary>
public sealed class FarewellTests : StreamTestBase
{
    [Fact]
    public async Task Stop_ReaderThatIsBehind_GetsWhatTheServerHasBeforeTheGoodbye()
    {
        await using SseStream stream = await OpenAsync("channel=probe");
        await stream.NextControlAsync("pubsub:ready");
        var publisher = Host.Host.Services.GetRequiredService<IEventPublisher>();
        // More than one flush takes; the reader has not begun to read.
        var ids = new List<EventId>();
        for (int i = 0; i < 2_000; i++) ids.Add(await publisher.PublishAsync(new Contracts.Echoed(new string('x', 200))));
        Task stop = Host.Host.StopAsync();

        foreach (EventId id in ids) (await stream.NextEventAsync()).Id.ShouldBe(id.ToString());
        await stream.NextControlAsync("pubsub:close");
        await stop;
    }

    [Fact]
    public async Task Window_QuietForLong_GivesItsMemoryBackAndResumesFromHistory()
    {
        var clock = new ManualTimeProvider();
        await using ProbeHost host = await ProbeHost.StartAsync(settings => settings.Services.Add(services => services.AddSingleton<TimeProvider>(clock)));
        FanoutHub hub = host.Host.Services.GetRequiredService<FanoutHub>();
        await using SseStream keeper = await SseStream.OpenAsync(host.Host.BaseAddress, "/events?channel=probe");
        SseFrame ready = await keeper.NextControlAsync("pubsub:ready");
        await host.EchoAsync("a");
        string first = (await keeper.NextEventAsync()).Id!;
        hub.WindowBytes.ShouldBeGreaterThan(0);

        var limits = new Core.FanoutOptions();
        clock.Advance(limits.WindowAge + limits.IdleChannelLifetime);
        hub.WindowBytes.ShouldBe(0);

        await using SseStream back = await SseStream.OpenAsync(host.Host.BaseAddress, "/events?channel=probe", ready.Id);
        (await back.NextControlAsync("pubsub:ready")).Data!.ShouldContain("\"complete\"");
        (await back.NextEventAsync()).Id.ShouldBe(first);
    }
}
