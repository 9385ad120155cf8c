using System.Collections.Concurrent;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Tests.Fanout;

/// <summary>
/// An adapter whose broker does what the test says, at the moment that it says: what reaches the sink and what history holds are two things here.
/// </summary>
internal sealed class ScriptedAdapter(bool hasHistory = true) : IEventAdapter, IEventHistory
{
    private readonly ConcurrentDictionary<ChannelName, ScriptedStream> _streams = new();
    private int _reads;
    private int _topLooks;
    private int _subscribes;
    private int _unsubscribes;

    public string Name => "scripted";

    public IEventHistory? History => hasHistory ? this : null;

    public bool Deduplicates => false;

    /// <summary>To be set before the hub is made.</summary>
    public bool MayLoseSilently { get; init; }

    public bool HasContiguousOffsets { get; set; }

    /// <summary>Whether live events say which one was before them.</summary>
    public bool KnowsPrevious { get; set; }

    public IEventSink Sink { get; private set; } = null!;

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>How often tops were asked for.</summary>
    public int TopLooks => Volatile.Read(ref _topLooks);

    /// <summary>What reads asked for, in order.</summary>
    public ConcurrentQueue<ReadOptions> ReadOptions { get; } = new();

    public int Subscribes => Volatile.Read(ref _subscribes);

    public int Unsubscribes => Volatile.Read(ref _unsubscribes);

    /// <summary>What every call answers while it is set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What is answered in place of a page of history that was read after a position.</summary>
    public Func<HistoryPosition, HistoryPage, HistoryPage> Answers { get; set; } = (_, page) => page;

    /// <summary>Up to where all of a channel's events were delivered, where the adapter says so.</summary>
    public Func<ChannelName, EventId?> Delivered { get; set; } = _ => null;

    /// <summary>What looking up a channel's top throws, or null.</summary>
    public Func<ChannelName, Exception?> TopFailure { get; set; } = _ => null;

    /// <summary>Awaited before a subscription is confirmed.</summary>
    public Func<Task>? BeforeSubscribed { get; set; }

    /// <summary>Awaited after the top was looked up, before it is answered.</summary>
    public Func<Task>? BeforeTopAnswered { get; set; }

    /// <summary>Awaited after history was read, before the page is answered.</summary>
    public Func<Task>? BeforePageAnswered { get; set; }

    public ScriptedStream this[ChannelName channel] => _streams.GetOrAdd(channel, name => new ScriptedStream(name));

    /// <summary>Appends an event and delivers it.</summary>
    public EventId Publish(ChannelName channel)
    {
        EventId before = this[channel].Top;
        ChannelEvent appended = this[channel].Append();
        Sink.OnEvent(channel, KnowsPrevious ? appended with { Previous = before } : appended);
        return appended.Id;
    }

    public EventId[] Publish(ChannelName channel, int count) => [.. Enumerable.Range(0, count).Select(_ => Publish(channel))];

    /// <summary>Appends an event whose delivery is lost.</summary>
    public ChannelEvent Lose(ChannelName channel) => this[channel].Append();

    public ValueTask StartAsync(IEventSink sink, CancellationToken cancellationToken)
    {
        Sink = sink;
        return ValueTask.CompletedTask;
    }

    public async ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _subscribes);
        if (BeforeSubscribed is { } wait) await wait();
        ThrowIfFailing();
    }

    public ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _unsubscribes);
        return ValueTask.CompletedTask;
    }

    public ValueTask<EventId> PublishAsync(ChannelName channel, EventBody body, PublishOptions options, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Tests publish by the script.");

    public ValueTask<AdapterHealth> CheckHealthAsync(CancellationToken cancellationToken) => new(new AdapterHealth(true));

    public async ValueTask<EventId> GetTopAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _topLooks);
        ThrowIfFailing();
        if (TopFailure(channel) is { } failure) throw failure;
        EventId top = this[channel].Top;
        if (BeforeTopAnswered is { } wait) await wait();
        return top;
    }

    public EventId? GetDelivered(ChannelName channel) => Delivered(channel);

    public async ValueTask<HistoryPage> ReadAfterAsync(ChannelName channel, HistoryPosition after, ReadOptions options, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        ThrowIfFailing();
        HistoryPage page = Answers(after, this[channel].Read(after, options));
        ReadOptions.Enqueue(options);
        if (BeforePageAnswered is { } wait) await wait();
        return page;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void ThrowIfFailing()
    {
        if (Failure is { } failure) throw failure;
    }
}
