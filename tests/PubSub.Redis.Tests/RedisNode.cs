using System.Text;
using Microsoft.Extensions.Logging;
using PubSub.Conformance;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Redis.Connecting;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Redis.Tests;

/// <summary>One node on a Redis: its adapter, what this delivers and what it logs.</summary>
internal sealed class RedisNode : IAsyncDisposable
{
    private readonly LogCollector _logs = new();
    private readonly LoggerFactory _loggers;

    public RedisNode(RedisOptions options, TimeProvider? time = null)
    {
        Options = options;
        _loggers = new LoggerFactory([_logs]);
        Connection = new RedisConnection(options, time ?? TimeProvider.System, _loggers.CreateLogger<RedisConnection>());
        Adapter = new RedisAdapter(Connection, options, time ?? TimeProvider.System, _loggers.CreateLogger<RedisAdapter>());
    }

    public static PublishOptions Kept { get; } = new(new ChannelRetention(TimeSpan.FromHours(1), null));

    public static ChannelName Orders { get; } = ChannelName.Parse("orders");

    public RedisOptions Options { get; }

    public RedisConnection Connection { get; }

    public RedisAdapter Adapter { get; }

    public IEventHistory History => Adapter.History;

    public RecordingSink Sink { get; } = new();

    public IReadOnlyList<LogEntry> Log => _logs.Entries;

    /// <summary>A node that has not been started, with a key prefix of its own.</summary>
    public static RedisNode Of(string configuration, Action<RedisOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new RedisOptions { Configuration = configuration, KeyPrefix = SharedRedis.NewPrefix() };
        configure?.Invoke(options);
        return new RedisNode(options, time);
    }

    public static async Task<RedisNode> StartAsync(RedisServer server, Action<RedisOptions>? configure = null, TimeProvider? time = null)
    {
        RedisNode node = Of(server.Url, configure, time);
        await node.StartAsync();
        return node;
    }

    public async Task StartAsync() => await Adapter.StartAsync(Sink, CancellationToken.None);

    public async Task SubscribeAsync() => await Adapter.SubscribeAsync(Orders, CancellationToken.None);

    public static EventBody Body(string payload)
    {
        byte[] json = Encoding.UTF8.GetBytes($$"""{"name":"orders:ingested","channel":"orders","payload":{{payload}}}""");
        return EventBody.TryRead(json, out EventBody? body) ? body : throw new ArgumentException("Not a payload.", nameof(payload));
    }

    public Task<EventId> PublishAsync(string payload = "1") => PublishAsync(payload, Kept);

    public async Task<EventId> PublishAsync(string payload, PublishOptions options) => await Adapter.PublishAsync(Orders, Body(payload), options, CancellationToken.None);

    public async Task<EventId[]> PublishManyAsync(int count, PublishOptions options)
    {
        var ids = new EventId[count];
        for (int i = 0; i < count; i++) ids[i] = await PublishAsync($"{i}", options);
        return ids;
    }

    public async Task<EventId> TopAsync() => await History.GetTopAsync(Orders, CancellationToken.None);

    public Task<HistoryPage> ReadAsync(EventId after) => ReadAsync(HistoryPosition.After(after), new ReadOptions(1000));

    public async Task<HistoryPage> ReadAsync(HistoryPosition after, ReadOptions options) => await History.ReadAfterAsync(Orders, after, options, CancellationToken.None);

    /// <summary>Gives up that many calls that are answered when that task ends.</summary>
    public async Task LeaveUnansweredAsync(Task<bool> answer, int count)
    {
        int before = Connection.Unanswered;
        using var impatient = new CancellationTokenSource();
        Task[] calls = [.. Enumerable.Range(0, count).Select(_ => Connection.CallAsync((_, _) => answer, 0, impatient.Token))];
        await impatient.CancelAsync();
        await Task.WhenAll(calls).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Connection.Unanswered.ShouldBe(before + count);
    }

    /// <summary>The name of one of the channel's keys: <c>log</c>, <c>meta</c> or <c>dedup:…</c>.</summary>
    public string Key(string part) => $"{Options.KeyPrefix}{{orders}}:{part}";

    public Task LosesContinuityAsync() => Eventually.HoldsAsync(() => Sink.Log.Contains("lost"), "a loss of continuity is told");

    public async ValueTask DisposeAsync()
    {
        await Adapter.DisposeAsync();
        await Connection.DisposeAsync();
        _loggers.Dispose();
    }
}
