using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PubSub.AspNetCore.Tests.Hosting;

public sealed class UsePubSubTuningTests
{
    [Fact]
    public async Task UsePubSubTuning_Alone_SetsSchedulingAndBacklogAndNothingElse()
    {
        var defaults = new SocketTransportOptions();
        SocketTransportOptions tuned = await OptionsOfAsync(builder => builder.WebHost.UsePubSubTuning());

        (tuned.UnsafePreferInlineScheduling, tuned.Backlog).ShouldBe((true, 4096));
        (tuned.IOQueueCount, tuned.NoDelay, tuned.WaitForDataBeforeAllocatingBuffer, tuned.MaxReadBufferSize, tuned.MaxWriteBufferSize)
            .ShouldBe((defaults.IOQueueCount, defaults.NoDelay, defaults.WaitForDataBeforeAllocatingBuffer, defaults.MaxReadBufferSize, defaults.MaxWriteBufferSize));
    }

    [Fact]
    public async Task UsePubSubTuning_ConfiguredAfterwards_TheLaterWins()
    {
        SocketTransportOptions tuned = await OptionsOfAsync(builder =>
        {
            builder.WebHost.UsePubSubTuning();
            builder.Services.Configure<SocketTransportOptions>(options => options.Backlog = 7);
        });

        (tuned.UnsafePreferInlineScheduling, tuned.Backlog).ShouldBe((true, 7));
    }

    [Fact]
    public async Task UsePubSubTuning_ConfiguredBefore_TheCallWins()
    {
        SocketTransportOptions tuned = await OptionsOfAsync(builder =>
        {
            builder.Services.Configure<SocketTransportOptions>(options => options.Backlog = 7);
            builder.WebHost.UsePubSubTuning();
        });

        tuned.Backlog.ShouldBe(4096);
    }

    private static async Task<SocketTransportOptions> OptionsOfAsync(Action<WebApplicationBuilder> configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        configure(builder);
        await using WebApplication app = builder.Build();
        return app.Services.GetRequiredService<IOptions<SocketTransportOptions>>().Value;
    }
}
