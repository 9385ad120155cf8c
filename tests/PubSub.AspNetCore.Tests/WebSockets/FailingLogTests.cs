using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Core.Adapters;
using PubSub.Core.Channels;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>A log that throws where a channel is lost does not hold up the connection.</summary>
public sealed class FailingLogTests : SocketTestBase, IChannelObserver
{
    // An observer has thrown.
    private const int ObserverFailed = 1400;

    private readonly FaultyAdapter _broker = new();
    private bool _hasLeft;

    ValueTask IChannelObserver.OnJoinedAsync(ChannelMembership membership) => ValueTask.CompletedTask;

    ValueTask IChannelObserver.OnLeftAsync(ChannelMembership membership)
    {
        if (Interlocked.Exchange(ref _hasLeft, true)) return ValueTask.CompletedTask;
        throw new InvalidOperationException("An observer fails.");
    }

    protected override void Configure(TestHostSettings settings)
    {
        settings.Services.Add(services => services.AddSingleton<IEventAdapter>(_broker).AddSingleton<IChannelObserver>(this));
        settings.Services.Add(services => services.AddSingleton<ILoggerProvider>(new FailingLog(ObserverFailed)));
        settings.PubSub.Add(options => options.AllowAnonymous = true);
    }

    [Fact]
    public async Task Message_AfterLogFailedForALostChannel_IsCarriedOut()
    {
        string first = await NoteAsync();
        await NoteAsync();
        await using SocketClient client = await ConnectAsync();
        _broker.ReadsLeft = 1;
        await client.AskAsync($$"""{"type":"join","channel":"short","lastEventId":"{{first}}"}""");
        (await client.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("channel:left");

        (await client.AskAsync("""{"type":"leave","channel":"short"}""")).ShouldBeError("NOT_MEMBER");
    }

    private async Task<string> NoteAsync()
    {
        using HttpResponseMessage response = await Host.SendAsync("""{"name":"short:note","payload":{"number":1,"text":""}}""");
        return (await response.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("id").GetString()!;
    }
}
