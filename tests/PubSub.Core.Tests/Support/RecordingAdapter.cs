using System.Collections.Concurrent;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Tests.Support;

/// <summary>Records what is published, deduplicates, and fails or hangs where a test says so.</summary>
internal sealed class RecordingAdapter(TimeProvider time) : IEventAdapter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EventId> _byKey = [];
    private readonly List<Entry> _published = [];

    public string Name => "recording";

    public IEventHistory? History { get; set; }

    public bool Deduplicates => true;

    public bool MayLoseSilently => false;

    /// <summary>Asked before each publish, by the number of the attempt from 0; what it throws is thrown.</summary>
    public Func<int, Task> Before { get; set; } = _ => Task.CompletedTask;

    public int Attempts { get; private set; }

    /// <summary>Where each attempt was made, and under which key.</summary>
    public ConcurrentQueue<(ChannelName Channel, string? DedupKey)> Tried { get; } = new();

    /// <summary>What was published once, in order.</summary>
    public IReadOnlyList<Entry> Published
    {
        get
        {
            lock (_gate) return [.. _published];
        }
    }

    public IReadOnlyList<string> Names => [.. Published.Select(e => e.Body.Name)];

    public ConcurrentQueue<PublishOptions> Options { get; } = new();

    public ValueTask StartAsync(IEventSink sink, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask<EventId> PublishAsync(ChannelName channel, EventBody body, PublishOptions options, CancellationToken cancellationToken)
    {
        int attempt;
        lock (_gate) attempt = Attempts++;
        Options.Enqueue(options);
        Tried.Enqueue((channel, options.DedupKey));
        await Before(attempt);
        lock (_gate)
        {
            if (options.DedupKey is { } key && _byKey.TryGetValue(key, out EventId known)) return known;
            var id = new EventId(time.GetUtcNow().ToUnixTimeMilliseconds(), 7, _published.Count + 1);
            if (options.DedupKey is not null) _byKey[options.DedupKey] = id;
            _published.Add(new Entry(channel, id, body));
            return id;
        }
    }

    public ValueTask<AdapterHealth> CheckHealthAsync(CancellationToken cancellationToken) => new(new AdapterHealth(true));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal sealed record Entry(ChannelName Channel, EventId Id, EventBody Body)
    {
        public string Json => System.Text.Encoding.UTF8.GetString(Body.Json.Span);
    }
}
