using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.AspNetCore.Hosting;
using PubSub.AspNetCore.Streaming;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>Streams whose transport, code or log fails.</summary>
public sealed class StreamFaultTests
{
    [Fact]
    public async Task Get_LogFailsWhenTheStreamBegins_IsAnErrorAndLeavesNoSession()
    {
        ProbeHost host = await ProbeHost.StartAsync(settings => settings.Services.Add(
            services => services.AddSingleton<ILoggerProvider>(new FailingLog(4000))));
        using HttpResponseMessage response = await host.Client.GetAsync("/events?channel=probe", HttpCompletionOption.ResponseHeadersRead);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        host.Host.Services.GetRequiredService<FanoutHub>().SessionCount.ShouldBe(0);
        // Not by the fixture, which fails where there was such an error.
        await host.Host.DisposeAsync();
    }

    [Theory]
    [InlineData(typeof(IOException), LogLevel.Debug)]
    [InlineData(typeof(OperationCanceledException), LogLevel.Debug)]
    [InlineData(typeof(InvalidOperationException), LogLevel.Error)]
    [InlineData(typeof(IndexOutOfRangeException), LogLevel.Error)]
    public async Task Write_Fails_IsLoggedAsAnErrorUnlessThePeerIsGone(Type fault, LogLevel expected)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        FanoutHub hub = host.Host.Services.GetRequiredService<FanoutHub>();
        var context = new DefaultHttpContext();
        context.Response.Body = new FailingStream((Exception)Activator.CreateInstance(fault)!);
        using var log = new LogCollector();
        SseSession session = await PrepareAsync(host, hub, context, log);
        hub.Add(session);
        await session.Completion.WaitAsync(Eventually.Limit);

        log.Entries.Single(entry => entry.Exception?.GetType() == fault).Level.ShouldBe(expected);
    }

    [Fact]
    public async Task PeerGone_FlushThatTheServerLeavesPending_EndsTheStream()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        FanoutHub hub = host.Host.Services.GetRequiredService<FanoutHub>();
        using var peer = new CancellationTokenSource();
        var context = new DefaultHttpContext { RequestAborted = peer.Token };
        // Nobody reads it, and nobody completes its reader.
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        context.Features.Set<IHttpResponseBodyFeature>(new WriterFeature(body.Writer));
        using var log = new LogCollector();
        SseSession session = await PrepareAsync(host, hub, context, log);
        session.Connection.Carry(session);
        hub.Add(session);
        session.Completion.IsCompleted.ShouldBeFalse();
        await peer.CancelAsync();
        await session.Completion.WaitAsync(Eventually.Limit);

        session.End.ShouldBe(SessionEnd.PeerGone);
        hub.SessionCount.ShouldBe(0);
    }

    private static async Task<SseSession> PrepareAsync(ProbeHost host, FanoutHub hub, HttpContext context, LogCollector log)
    {
        var channel = ChannelName.Parse("probe");
        host.Host.Services.GetRequiredService<EventCatalog>().TryGetChannel(channel, out ChannelDefinition? definition).ShouldBeTrue();
        return new SseSession(
            context,
            new SessionConnection(context, host.Host.Services.GetRequiredService<DrainState>(), TimeSpan.FromSeconds(5), TimeProvider.System),
            await hub.PrepareAsync([new SubscribeRequest(channel, definition!, SubscribeFrom.Live)], CancellationToken.None),
            TimeProvider.System,
            new PubSubHttpOptions(),
            TimeSpan.FromSeconds(30),
            log.CreateLogger("streams"));
    }

    private sealed class FailingStream(Exception error) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw error;
    }
}
