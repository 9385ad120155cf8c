using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Support;

/// <summary>A node of a system: its adapter, what it received and what it logged.</summary>
internal sealed class KafkaNode(KafkaAdapter adapter, LogCollector logs) : IAsyncDisposable
{
    public static PublishOptions Kept { get; } = new(new ChannelRetention(TimeSpan.FromHours(1), null));

    public KafkaAdapter Adapter => adapter;

    public LogCollector Logs => logs;

    public NodeSink Sink { get; } = new();

    public Task StartAsync() => adapter.StartAsync(Sink, CancellationToken.None).AsTask();

    public Task SubscribeAsync(ChannelName channel) => adapter.SubscribeAsync(channel, CancellationToken.None).AsTask();

    public Task<EventId> PublishAsync(ChannelName channel, string payload = "1", PublishOptions? options = null) =>
        adapter.PublishAsync(channel, Body(channel, payload), options ?? Kept, CancellationToken.None).AsTask();

    public async Task<EventId[]> PublishAsync(ChannelName channel, int count)
    {
        var ids = new EventId[count];
        for (int i = 0; i < count; i++) ids[i] = await PublishAsync(channel, $"{i}");
        return ids;
    }

    public Task<EventId> TopAsync(ChannelName channel) => adapter.GetTopAsync(channel, CancellationToken.None).AsTask();

    public Task<HistoryPage> ReadAsync(ChannelName channel, EventId after, int limit = 1000, ChannelRetention? retention = null) =>
        adapter.ReadAfterAsync(channel, HistoryPosition.After(after), new ReadOptions(limit, Retention: retention), CancellationToken.None).AsTask();

    public ValueTask DisposeAsync() => adapter.DisposeAsync();

    public static EventBody Body(ChannelName channel, string payload) =>
        EventBody.TryRead(Encoding.UTF8.GetBytes($$"""{"name":"test:happened","channel":"{{channel}}","payload":{{payload}}}"""), out EventBody? body)
            ? body
            : throw new ArgumentException(payload);
}
