using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Epochs;
using PubSub.Kafka.History;
using PubSub.Kafka.Live;
using PubSub.Kafka.Publishing;
using PubSub.Kafka.Topics;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Kafka;

/// <summary>
/// Carries events over Kafka. A channel lives in one partition, which orders it: an event's id is derived from its offset, the broker's time and the topic's
/// epoch, alike on every node. Nodes read all partitions by assignment, and history from their memory or the log.
/// </summary>
internal sealed class KafkaAdapter : IEventAdapter, IEventHistory
{
    private const int MostRetentions = 10_000;

    private readonly ConcurrentDictionary<ChannelName, ChannelRetention> _retentions = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly KafkaOptions _options;
    private readonly ContractDemands _demands;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TopicMap _topics;
    private readonly ReadTroubles _troubles;
    private BrokerQueries? _queries;
    private RecordProducer? _producer;
    private Subscriptions? _subscriptions;
    private LogScanner? _scanner;
    private HistoryReader? _history;
    private TopicSetup? _setup;
    private TopicKeeper? _keeper;
    private int _retentionCount;
    private volatile bool _isStarted;

    /// <summary>Makes an adapter. It does nothing before <see cref="StartAsync"/>.</summary>
    /// <param name="options">Options that have been checked.</param>
    /// <param name="demands">What the contracts ask of the topics.</param>
    /// <param name="time">The clock of timeouts, and of the age up to which channels keep events.</param>
    /// <param name="logger">The log.</param>
    public KafkaAdapter(KafkaOptions options, ContractDemands demands, TimeProvider time, ILogger<KafkaAdapter> logger)
    {
        _options = options;
        _demands = demands;
        _time = time;
        _logger = logger;
        _topics = new TopicMap(options);
        _troubles = new ReadTroubles(time, logger);
    }

    /// <inheritdoc/>
    public string Name => "kafka";

    /// <inheritdoc/>
    public IEventHistory History => this;

    /// <inheritdoc/>
    public bool Deduplicates => false;

    /// <inheritdoc/>
    public bool MayLoseSilently => false;

    /// <inheritdoc/>
    public bool HasContiguousOffsets => false;

    /// <inheritdoc/>
    public async ValueTask StartAsync(IEventSink sink, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            var settings = new ClientSettings(_options, _logger);
            var skipped = new SkippedRecords(_time, _logger);
            _queries = new BrokerQueries(settings.Consumer(prefetchKilobytes: 1024), settings.Admin(), _options.ReadTimeout);
            _producer = new RecordProducer(settings.Producer, _options.PublishTimeout, _logger);
            _subscriptions = new Subscriptions(sink, _topics, skipped);
            _scanner = new LogScanner(settings, _options.HistoryReaders, _logger);
            _history = new HistoryReader(
                _topics, _queries, _scanner, _subscriptions.Contains, (log, point) => skipped.Note(log.Partition, point, "its value is no event"), _options.ReadTimeout, _time);
            _setup = new TopicSetup(_options, TopicPlan.Of(_options, _topics, _demands), settings, _queries, _time, _logger);
            _keeper = new TopicKeeper(_options, _topics, _setup, settings, _queries, _producer, _subscriptions, skipped, _troubles, _time, _logger);
            await _keeper.StartAsync(both.Token);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException })
        {
            throw new InvalidOperationException(
                "The native part of Kafka's client, librdkafka, is missing. Install the system's (Debian: apt-get install librdkafka1), or build PubSub.Kafka with -p:PubSubSystemLibrdkafka=false.", error);
        }

        _isStarted = true;
        KafkaLog.Started(_logger, _options.BootstrapServers, string.Join(", ", _options.Topics), _options.LiveTopic);
    }

    /// <inheritdoc/>
    public async ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        (HistoryReader history, Subscriptions subscriptions) = (Started(_history), Started(_subscriptions));
        // What was published before must not come: an event of before this call is read by then. Both topics, because the channel may be of either kind.
        await Task.WhenAll(CatchUpAsync(isLive: false), CatchUpAsync(isLive: true));
        subscriptions.Add(channel);

        Task CatchUpAsync(bool isLive) =>
            WithinAsync("Subscribing", _topics.LogOf(channel, isLive).Partition, token => history.CatchUpAsync(channel, isLive, token), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        _subscriptions?.Remove(channel);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<EventId> PublishAsync(ChannelName channel, EventBody body, PublishOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (RecordProducer producer, TopicKeeper keeper) = (Started(_producer), Started(_keeper));
        bool isLive = options.Retention is null;
        if (options.Retention is { } retention) Remember(channel, retention);
        long start = _time.GetTimestamp();
        PartitionLog log = _topics.LogOf(channel, isLive);
        // Whatever is given an offset from now on comes after all that was read: one before it is of another log.
        long read = log.Next;
        try
        {
            Acknowledgement put = await producer.WriteAsync(log.Partition, Encoding.UTF8.GetBytes(channel.Value), BytesOf(body), log.Epoch.Key)
                .WaitAsync(_options.PublishTimeout, _time, cancellationToken);
            if (put.Offset < read)
            {
                keeper.Suspect(log, SuspicionKind.Certain, $"a record was put at offset {put.Offset} of partition {log.Partition.Partition.Value}, which was read up to {read}");
                TimeSpan left = _options.PublishTimeout - _time.GetElapsedTime(start);
                await keeper.WhenOver(log).WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, cancellationToken);
                log = _topics.LogOf(channel, isLive);
            }

            // A life that began since is the one in which all nodes read the record; that it holds that offset is not sure.
            PartitionLog current = _topics.LogOf(channel, isLive);
            if (current == log) log.Acknowledge(put.Offset);
            log = current;
            return new RecordPoint(put.Offset, put.UnixMilliseconds).IdIn(log.Epoch.EpochOf(channel));
        }
        catch (TimeoutException error)
        {
            throw new BrokerUnavailableException($"Publishing to topic '{log.Partition.Topic}' took longer than {_options.PublishTimeout.TotalSeconds:0.#} s.", error);
        }
        catch (BrokerUnavailableException error) when (error.InnerException is KafkaException { Error: var reason } && KafkaErrors.IsMissingTopic(reason))
        {
            keeper.Suspect(log, SuspicionKind.Missing, "it is gone");
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<EventId> GetTopAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        HistoryReader history = Started(_history);
        return WithinAsync("Asking for the top of a channel", _topics.LogOf(channel, isLive: false).Partition, token => history.GetTopAsync(channel, token), cancellationToken);
    }

    /// <inheritdoc/>
    public EventId? GetDelivered(ChannelName channel)
    {
        if (!_isStarted || !_subscriptions!.Contains(channel)) return null;
        PartitionLog log = _topics.LogOf(channel, isLive: false);
        return log.Delivered()?.IdIn(log.Epoch.EpochOf(channel));
    }

    /// <inheritdoc/>
    public ValueTask<HistoryPage> ReadAfterAsync(ChannelName channel, HistoryPosition after, ReadOptions options, CancellationToken cancellationToken)
    {
        HistoryReader history = Started(_history);
        if (options.Retention is null && _retentions.TryGetValue(channel, out ChannelRetention? last)) options = options with { Retention = last };
        return WithinAsync("Reading history", _topics.LogOf(channel, isLive: false).Partition, token => history.ReadAsync(channel, after, options, token), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<AdapterHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        if (_stop.IsCancellationRequested) return new AdapterHealth(false, "The adapter has been disposed of.");
        if (!_isStarted) return new AdapterHealth(false, "The adapter has not been started.");
        if (_keeper!.Problem is { } problem) return new AdapterHealth(false, problem);
        try
        {
            string? unserved = await WithinAsync(
                "Asking for the topics", null, token => new ValueTask<string?>(_setup!.FindUnservedAsync(_options.ReadTimeout, token)), cancellationToken);
            return new AdapterHealth(unserved is null, unserved);
        }
        catch (Exception error) when (error is BrokerUnavailableException or ObjectDisposedException)
        {
            return new AdapterHealth(false, error.Message);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        if (_keeper is not null) await _keeper.DisposeAsync();
        // The client library waits for what is under way, on the caller's thread.
        await Task.Factory.StartNew(
            () =>
            {
                _scanner?.Dispose();
                _producer?.Dispose();
                _queries?.Dispose();
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static byte[] BytesOf(EventBody body) =>
        MemoryMarshal.TryGetArray(body.Json, out ArraySegment<byte> segment) && segment.Array is { } array && segment.Count == array.Length ? array : body.Json.ToArray();

    // For readers that do not know what the channel keeps.
    private void Remember(ChannelName channel, ChannelRetention retention)
    {
        if (_retentions.TryGetValue(channel, out ChannelRetention? known) && known == retention) return;
        if (known is not null || Interlocked.Increment(ref _retentionCount) <= MostRetentions) _retentions[channel] = retention;
    }

    private T Started<T>(T? part)
        where T : class
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        return _isStarted && part is not null ? part : throw new InvalidOperationException("The adapter has not been started.");
    }

    // The partition is the one that the call waits for, or null where it waits for none.
    private async ValueTask<T> WithinAsync<T>(string what, TopicPartition? partition, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.ReadTimeout, _time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token, _stop.Token);
        try
        {
            return await (partition is null ? call(any.Token) : _troubles.WatchAsync(partition, call(any.Token), limit));
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            string reason = partition is null ? "" : _troubles.ReasonAt(partition);
            throw new BrokerUnavailableException($"{what} took longer than {_options.ReadTimeout.TotalSeconds:0.#} s.{reason}", error);
        }
    }
}
