using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Threading.Channels;
using PubSub.Benchmarks.Peers;

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

    /// <summary>The queues of one channel. A publish reads a copy, without a lock; it is made anew by the first publish after a change, so that connecting copies nothing.</summary>
    private sealed class Subscribers
    {
        private readonly Lock _lock = new();
        private readonly List<Channel<SseItem<BenchPayload?>>> _queues = [];
        private volatile Channel<SseItem<BenchPayload?>>[]? _copy;

        public Channel<SseItem<BenchPayload?>>[] All => _copy ?? Copy();

        public void Add(Channel<SseItem<BenchPayload?>> queue)
        {
            lock (_lock)
            {
                _queues.Add(queue);
                _copy = null;
            }
        }

        public void Remove(Channel<SseItem<BenchPayload?>> queue)
        {
            queue.Writer.TryComplete();
            lock (_lock)
            {
                if (_queues.Remove(queue)) _copy = null;
            }
        }

        private Channel<SseItem<BenchPayload?>>[] Copy()
        {
            lock (_lock) return _copy ??= [.. _queues];
        }
    }
}
