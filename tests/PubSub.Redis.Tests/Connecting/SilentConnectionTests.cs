using PubSub.Core.Adapters;
using PubSub.Redis.Connecting;
using PubSub.TestServers;
using PubSub.TestSupport;
using StackExchange.Redis;

namespace PubSub.Redis.Tests.Connecting;

/// <summary>The client has a connection that is none, and does not find out: a node to which nothing is answered makes others, and goes on.</summary>
public sealed class SilentConnectionTests : IAsyncLifetime
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(11);

    private readonly SkippingTimeProvider _time = new();
    private RedisServer _server = null!;
    private TcpProxy _proxy = null!;
    private RedisNode _node = null!;
    private ConnectionMultiplexer _former = null!;

    public async Task InitializeAsync()
    {
        Servers.RequireRedis();
        _server = await RedisServer.StartAsync();
        _proxy = new TcpProxy(_server.Port);
        _node = RedisNode.Of(_proxy.Url, o => o.ConnectTimeout = TimeSpan.FromSeconds(3), _time);
        await _node.StartAsync();
        _node.Options.PublishTimeout = TimeSpan.FromSeconds(1);
        await _node.SubscribeAsync();
        _former = await _node.Connection.GetAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        if (_proxy is not null) await _proxy.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [SkippableFact]
    public async Task Publish_ClientLosesTrackOfItsConnection_GoesOnWithAnother()
    {
        await LoseTrackAsync();
        _time.Skip(s_long);

        await Eventually.HoldsAsync(IsTakenAsync, "an event is taken");
    }

    [SkippableFact]
    public async Task Subscription_ConnectionsHang_LossIsToldAndLaterEventsArrive()
    {
        _proxy.Hang();
        (await IsTakenAsync()).ShouldBeFalse();
        _time.Skip(s_long);
        await Eventually.HoldsAsync(IsTakenAsync, "an event is taken");
        await _node.LosesContinuityAsync();
        EventId id = await _node.PublishAsync();

        await Eventually.HoldsAsync(() => _node.Sink.On(RedisNode.Orders).Any(e => e.Id == id), "the event arrives");
    }

    // The engine's own limit is often the shorter one: then it is the engine that gives up.
    [SkippableFact]
    public async Task Publish_ConnectionsHangAndCallersGiveUp_ConnectsAnew()
    {
        _proxy.Hang();
        await GiveUpPublishingAsync();
        _time.Skip(s_long);
        await GiveUpPublishingAsync();

        await Eventually.HoldsAsync(IsReplacedAsync, "there are other connections");
    }

    [SkippableFact]
    public async Task Publish_ConnectionsHangAndTooManyCallsAreUnanswered_ConnectsAnew()
    {
        _proxy.Hang();
        await _node.LeaveUnansweredAsync(new TaskCompletionSource<bool>().Task, RedisConnection.MostUnanswered);
        _time.Skip(s_long);
        (await IsTakenAsync()).ShouldBeFalse();

        await Eventually.HoldsAsync(IsReplacedAsync, "there are other connections");
    }

    [SkippableFact]
    public async Task Publish_ConnectionsHangAndAreReleasedWhileOthersAreMade_KeepsThem()
    {
        _proxy.Hang();
        _proxy.NewHang = true;
        (await IsTakenAsync()).ShouldBeFalse();
        _time.Skip(s_long);
        int accepted = _proxy.Accepted;
        (await IsTakenAsync()).ShouldBeFalse();
        await Eventually.HoldsAsync(() => _proxy.Accepted > accepted, "another connection is begun");
        _proxy.Release();

        await Eventually.HoldsAsync(() => _node.Log.Any(entry => entry.Id.Name == "PrimaryRecovered"), "the search ends");
        (await IsReplacedAsync()).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Call_UnansweredLongAfterAnotherWhileOthersAreAnswered_LooksForNoConnections()
    {
        await LeaveUnansweredAsync();
        _time.Skip(s_long);
        await _node.PublishAsync();
        await LeaveUnansweredAsync();
        await _node.PublishManyAsync(10, RedisNode.Kept);

        _node.Log.ShouldNotContain(entry => entry.Id.Name == "PrimarySought");
    }

    // Each of the two connections can be lost by itself.
    [SkippableFact]
    public async Task Call_UnansweredLongAfterAnotherWhileSubscriptionsAreAnswered_LooksForConnections()
    {
        await LeaveUnansweredAsync();
        _time.Skip(s_long);
        await _node.Connection.CallAsync((_, _) => Task.FromResult(true), 0, CancellationToken.None, ConnectionType.Subscription);
        await LeaveUnansweredAsync();

        await Eventually.HoldsAsync(() => _node.Log.Any(entry => entry.Id.Name == "PrimarySought"), "other connections are looked for");
    }

    // The connection is cut while more is sent than the network takes: the client's reader and its writer notice it at the same time. One of them fails the many
    // calls that wait; the other connects anew; then the first forgets the new connection. Where none is found for three times the second that a call tries, the
    // client has not, or it had connected again.
    private async Task LoseTrackAsync()
    {
        IDatabase database = _node.Connection.Database;
        do
        {
            _proxy.Hang();
            // Without an answer to keep: what fails while it is being written the client fails twice, and would give what was to hold its answer to two later calls.
            _ = database.StringSetAsync("much", new byte[32 * 1024 * 1024], flags: CommandFlags.FireAndForget);
            for (int i = 0; i < 300_000; i++) _ = database.StringGetAsync("little", CommandFlags.FireAndForget);
            _proxy.Cut();
        }
        while (await IsTakenAsync() || await IsTakenAsync() || await IsTakenAsync());
    }

    private Task LeaveUnansweredAsync() => _node.LeaveUnansweredAsync(new TaskCompletionSource<bool>().Task, 1);

    private async Task GiveUpPublishingAsync()
    {
        using var impatient = new CancellationTokenSource();
        Task<EventId> publish = _node.Adapter.PublishAsync(RedisNode.Orders, RedisNode.Body("1"), RedisNode.Kept, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => publish);
    }

    private async ValueTask<bool> IsReplacedAsync() => await _node.Connection.GetAsync(CancellationToken.None) != _former;

    private async ValueTask<bool> IsTakenAsync()
    {
        try
        {
            await _node.PublishAsync();
            return true;
        }
        catch (BrokerUnavailableException)
        {
            return false;
        }
    }
}
