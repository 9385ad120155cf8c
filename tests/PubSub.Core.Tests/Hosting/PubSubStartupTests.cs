using NSubstitute;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.Hosting;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Hosting;

public sealed class PubSubStartupTests : IAsyncLifetime
{
    private readonly PublishHarness _harness = PublishHarness.Create();
    private readonly IEventAdapter _adapter = Substitute.For<IEventAdapter>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Start_AdapterNeverStarts_FailsAtTheLimitAndSaysWhy()
    {
        CancellationToken given = default;
        _adapter.Name.Returns("slow");
        _adapter.StartAsync(Arg.Any<IEventSink>(), Arg.Do<CancellationToken>(token => given = token))
            .Returns(new ValueTask(new TaskCompletionSource().Task));
        Task start = Make().StartAsync(CancellationToken.None);
        start.IsCompleted.ShouldBeFalse();
        _harness.Time.Advance(_harness.Options.StartTimeout);

        BrokerUnavailableException error = await Should.ThrowAsync<BrokerUnavailableException>(() => start.WaitAsync(Eventually.Limit));
        error.Message.ShouldContain("'slow' did not start within 00:00:30");
        given.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Start_HostIsStoppedMeanwhile_IsCancelled()
    {
        _adapter.StartAsync(Arg.Any<IEventSink>(), Arg.Any<CancellationToken>()).Returns(new ValueTask(new TaskCompletionSource().Task));
        using var stop = new CancellationTokenSource();
        Task start = Make().StartAsync(stop.Token);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => start.WaitAsync(Eventually.Limit));
    }

    [Fact]
    public async Task Start_AdapterRefuses_ItsOwnErrorIsTold()
    {
        _adapter.StartAsync(Arg.Any<IEventSink>(), Arg.Any<CancellationToken>())
            .Returns(_ => throw new InvalidOperationException("The broker's version is too old."));

        (await Should.ThrowAsync<InvalidOperationException>(() => Make().StartAsync(CancellationToken.None))).Message.ShouldContain("too old");
    }

    private PubSubStartup Make()
    {
        _harness.Options.AllowMissingHistory = true;
        return new PubSubStartup(_harness.Get<EventCatalog>(), _adapter, _harness.Get<FanoutHub>(), _harness.Options, _harness.Time);
    }
}
