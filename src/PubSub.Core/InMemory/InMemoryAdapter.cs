using System.Collections.Concurrent;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.InMemory;

/// <summary>
/// The embedded adapter: one process, no server. It orders, keeps history by time and count, and deduplicates; a restart draws new epochs, so that
/// what was lost with the process is told as a gap.
/// </summary>
internal sealed class InMemoryAdapter : IEventAdapter, IEventHistory
{
    private const int StripeCount = 64;
    private static readonly TimeSpan s_sweepPeriod = TimeSpan.FromSeconds(15);

    private readonly InMemoryOptions _options;
    private readonly TimeProvider _time;
    private readonly MemoryStripe[] _stripes = new MemoryStripe[StripeCount];
    private readonly ConcurrentDictionary<ChannelName, byte> _subscribed = new();
    private readonly long _ephemeralEpoch = Epoch.Random();
    private long _ephemeralOffset;
    private IEventSink? _sink;
    private ITimer? _sweep;
    private volatile bool _isDisposed;

    /// <summary>Makes an adapter. It does nothing before <see cref="StartAsync"/>.</summary>
    /// <param name="options">Bounds.</param>
    /// <param name="time">The clock that ids and retention go by.</param>
    public InMemoryAdapter(InMemoryOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        for (int i = 0; i < StripeCount; i++)
            _stripes[i] = new MemoryStripe(Now, Math.Max(1, options.MaxChannels / StripeCount), Math.Max(1, options.MaxDedupKeys / StripeCount));
    }

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public IEventHistory History => this;

    /// <inheritdoc/>
    public bool Deduplicates => true;

    /// <inheritdoc/>
    public bool MayLoseSilently => false;

    /// <inheritdoc/>
    public bool HasContiguousOffsets => true;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public ValueTask StartAsync(IEventSink sink, CancellationToken cancellationToken)
    {
        _sink = sink;
        _sweep = _time.CreateTimer(static state => ((InMemoryAdapter)state!).Sweep(), this, s_sweepPeriod, s_sweepPeriod);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        // Under the lock, so that an event ordered after this call finds the subscription.
        lock (StripeOf(channel).Lock) _subscribed[channel] = 0;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        _subscribed.TryRemove(channel, out _);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<EventId> PublishAsync(ChannelName channel, EventBody body, PublishOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IEventSink sink = _sink ?? throw new InvalidOperationException("The adapter has not been started.");
        MemoryStripe stripe = StripeOf(channel);
        lock (stripe.Lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            long now = Now;
            if (options.DedupKey is { } key && stripe.Dedup.TryGet(channel, key, now, out EventId known)) return new(known);
            EventId id = options.Retention is { } retention
                ? stripe.ChannelOf(channel, retention, now).Append(body, retention, now)
                : NextEphemeralId(stripe, now);
            if (options.DedupKey is not null) stripe.Dedup.Add(channel, options.DedupKey, id, options.DedupLifetime, now);
            if (_subscribed.ContainsKey(channel)) sink.OnEvent(channel, new ChannelEvent(id, body));
            return new(id);
        }
    }

    /// <inheritdoc/>
    public ValueTask<EventId> GetTopAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        MemoryStripe stripe = StripeOf(channel);
        lock (stripe.Lock) return new(stripe.Channels.TryGetValue(channel, out MemoryChannel? found) ? found.Top : stripe.GenesisOf(channel));
    }

    /// <inheritdoc/>
    public ValueTask<HistoryPage> ReadAfterAsync(ChannelName channel, HistoryPosition after, ReadOptions options, CancellationToken cancellationToken)
    {
        MemoryStripe stripe = StripeOf(channel);
        lock (stripe.Lock)
        {
            if (stripe.Channels.TryGetValue(channel, out MemoryChannel? found)) return new(found.ReadAfter(after, options, Now));
            EventId genesis = stripe.GenesisOf(channel);
            return new(new HistoryPage([], genesis, genesis, Truncated: after.Id is { } id && id != genesis, HasMore: false));
        }
    }

    /// <inheritdoc/>
    public ValueTask<AdapterHealth> CheckHealthAsync(CancellationToken cancellationToken) =>
        new(_isDisposed ? new AdapterHealth(false, "The adapter has been disposed of.")
            : _sink is null ? new AdapterHealth(false, "The adapter has not been started.")
            : new AdapterHealth(true));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _sweep?.Dispose();
        return ValueTask.CompletedTask;
    }

    private MemoryStripe StripeOf(ChannelName channel) => _stripes[(uint)channel.GetHashCode() % StripeCount];

    private EventId NextEphemeralId(MemoryStripe stripe, long now)
    {
        // No state for an ephemeral channel: the process numbers all of them, rising for each.
        stripe.LastEphemeral = Math.Max(stripe.LastEphemeral, now);
        return new EventId(stripe.LastEphemeral, _ephemeralEpoch, Interlocked.Increment(ref _ephemeralOffset));
    }

    private void Sweep()
    {
        long now = Now;
        long quietSince = now - (long)_options.ChannelLifetime.TotalMilliseconds;
        foreach (MemoryStripe stripe in _stripes)
        {
            lock (stripe.Lock) stripe.Sweep(quietSince, now);
        }
    }
}
