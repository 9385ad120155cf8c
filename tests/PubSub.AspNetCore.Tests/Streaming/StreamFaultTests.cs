using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.AspNetCore.Hosting;
using PubSub.AspNetCore.Streaming;
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
        IServiceProvider services = host.Host.Services;
        var channel = ChannelName.Parse("probe");
        services.GetRequiredService<EventCatalog>().TryGetChannel(channel, out ChannelDefinition? definition).ShouldBeTrue();
        FanoutHub hub = services.GetRequiredService<FanoutHub>();
        var context = new DefaultHttpContext();
        context.Response.Body = new FailingStream((Exception)Activator.CreateInstance(fault)!);
        using var log = new LogCollector();
        var session = new SseSession(
            context,
            new SessionConnection(context, services.GetRequiredService<DrainState>(), TimeSpan.FromSeconds(5), TimeProvider.System),
            await hub.PrepareAsync([new SubscribeRequest(channel, definition!, SubscribeFrom.Live)], CancellationToken.None),
            TimeProvider.System,
            new PubSubHttpOptions(),
            TimeSpan.FromSeconds(30),
            log.CreateLogger("streams"));
        hub.Add(session);
        await session.Completion.WaitAsync(Eventually.Limit);

        log.Entries.Single(entry => entry.Exception?.GetType() == fault).Level.ShouldBe(expected);
    }

    private sealed class FailingStream(Exception error) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw error;
    }

    private sealed class FailingLog(int id) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == id) throw new InvalidOperationException("The log fails.");
        }
    }
}
