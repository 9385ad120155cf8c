using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Threading.Channels;

namespace PubSub.Benchmarks.Sse;

/// <summary>A bounded queue for each connection. Safe to use from any thread.</summary>
internal sealed class EventStreams
{
    private const int QueueLength = 1024;
    private static readonly SseItem<BenchPayload?> s_ready = new(null, "ready");
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Subscribers> _channels = new(StringComparer.Ordinal);

    /// <summary>
    /// Adds a connection to a channel: it gets what is published from now on, until its request is aborted. The first item says so, because
    /// nothing is sent before the first item, not even the headers.
    /// </summary>
    public IAsyncEnumerable<SseItem<BenchPayload?>> Subscribe(string channel, CancellationToken aborted)
    {
        var queue = Channel.CreateBounded<SseItem<BenchPayload?>>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
        queue.Writer.TryWrite(s_ready);
        Subscribers subscribers = _channels.GetOrAdd(channel, _ => new Subscribers());
        subscribers.Add(queue);
        aborted.Register(() => subscribers.Remove(queue));
        return queue.Reader.ReadAllAsync(aborted);
    }

    /// <summary>Puts an event into the queue of each connection. Where one is full the publisher waits, and gives up a connection that takes nothing for 5 s.</summary>
    public async ValueTask PublishAsync(string channel, BenchPayload payload)
    {
        if (!_channels.TryGetValue(channel, out Subscribers? subscribers)) return;
        var item = new SseItem<BenchPayload?>(payload, "e");
        foreach (Channel<SseItem<BenchPayload?>> queue in subscribers.All)
        {
            if (queue.Writer.TryWrite(item)) continue;
            using var patience = new CancellationTokenSource(s_patience);
            try
            {
                await queue.Writer.WriteAsync(item, patience.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
            {
                subscribers.Remove(queue);
            }
        }
    }

    /// <summary>The queues of one channel, read without a lock.</summary>
    private sealed class Subscribers
    {
        private readonly Lock _lock = new();
        private volatile Channel<SseItem<BenchPayload?>>[] _all = [];

        public Channel<SseItem<BenchPayload?>>[] All => _all;

        public void Add(Channel<SseItem<BenchPayload?>> queue)
        {
            lock (_lock) _all = [.. _all, queue];
        }

        public void Remove(Channel<SseItem<BenchPayload?>> queue)
        {
            queue.Writer.TryComplete();
            lock (_lock) _all = [.. _all.Where(other => other != queue)];
        }
    }
}
