using System.Collections.Concurrent;
using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Live;
using PubSub.Kafka.Publishing;
using PubSub.Kafka.Topics;

namespace PubSub.Kafka.Epochs;

/// <summary>
/// Keeps the topics' lives: agrees with the other nodes on each one's epoch, notices when a topic was deleted, cut or made anew, and then has it read from where
/// it stands, after everybody was told. One loop does it all, a step at a time; a step that fails holds up no other, and is tried again.
/// </summary>
internal sealed class TopicKeeper : ILiveReceiver, IAsyncDisposable
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(5);

    private readonly EpochBook _book = new();
    private readonly ConcurrentDictionary<TopicState, Suspicion> _suspicions = new();
    private readonly ConcurrentQueue<HeldLog> _held = new();
    private readonly Channel<byte> _signals = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly KafkaOptions _options;
    private readonly TopicMap _topics;
    private readonly TopicSetup _setup;
    private readonly BrokerQueries _queries;
    private readonly RecordProducer _producer;
    private readonly Subscriptions _subscriptions;
    private readonly SkippedRecords _skipped;
    private readonly ReadTroubles _troubles;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClaimLog _claims;
    private readonly EndsCheck _ends;
    private readonly LiveReader _reader;
    private readonly TopicReading _reading;
    private readonly TopicAgreement _agreement;
    private ITimer? _check;
    private Task _tending = Task.CompletedTask;
    private volatile string? _problem, _wrongSettings, _death;
    private bool _settingsAreDue;
    private int _checkIsDue;

    public TopicKeeper(
        KafkaOptions options, TopicMap topics, TopicSetup setup, ClientSettings settings, BrokerQueries queries, RecordProducer producer, Subscriptions subscriptions,
        SkippedRecords skipped, ReadTroubles troubles, TimeProvider time, ILogger logger)
    {
        _options = options;
        _topics = topics;
        _setup = setup;
        _queries = queries;
        _producer = producer;
        _subscriptions = subscriptions;
        _skipped = skipped;
        _troubles = troubles;
        _time = time;
        _logger = logger;
        _claims = new ClaimLog(options.EpochTopic, _book, producer, queries, troubles, options.PublishTimeout, time, logger);
        _ends = new EndsCheck(topics, queries, time);
        _reader = new LiveReader(settings, this);
        _reading = new TopicReading(options, topics, _book, _claims, queries, _reader, subscriptions, skipped, logger);
        _agreement = new TopicAgreement(options, topics, setup, _claims, _book, change => _reading.ReassignAsync(change));
    }

    /// <summary>What keeps a topic from being read, or breaks what it promises, in a sentence; null where nothing does.</summary>
    public string? Problem => _death ?? _problem ?? _troubles.Problem ?? _wrongSettings;

    /// <summary>Finds or makes the topics and their epochs, and begins to read them.</summary>
    /// <exception cref="BrokerUnavailableException">No broker answers, a partition has no leader, or a topic may not be read or written.</exception>
    /// <exception cref="InvalidOperationException">A topic is missing and cannot be made, or a setting of one breaks what the adapter promises.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _claims.IsLost = true;
        TopicFacts facts = await _agreement.ReachAsync(null, _options.ConnectTimeout, cancellationToken);
        IReadOnlyList<string> problems = await _setup.CheckAsync(_options.ConnectTimeout, cancellationToken);
        if (problems.Count > 0) throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
        foreach (TopicState topic in _topics.All)
        {
            int actual = facts.Partitions[topic.Name], used = _book.Of(topic.Name)!.Partitions;
            if (actual > used) KafkaLog.MorePartitions(_logger, topic.Name, actual, used);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reached = _troubles.ReachAsync(_topics.All.SelectMany(_reading.PartitionsOf), patience.Token);
        await _reading.BeginAsync(_topics.All, isFirst: true, cancellationToken);
        try
        {
            await reached.WaitAsync(_options.ReadTimeout, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A slow broker is none that refuses: who subscribes waits for it, and says so.
            await patience.CancelAsync();
        }

        _tending = Task.Run(TendAsync, CancellationToken.None);
        _check = _time.CreateTimer(static keeper => ((TopicKeeper)keeper!).SignalCheck(), this, _options.CheckPeriod, _options.CheckPeriod);
        Signal();
    }

    /// <summary>Notes a sign that a log is not the one that was being read.</summary>
    public void Suspect(PartitionLog log, SuspicionKind kind, string evidence)
    {
        if (_topics.Find(log.Partition.Topic) is not { } topic || topic.Epoch != log.Epoch) return;
        // A certain sign is not replaced by one that says less.
        _suspicions.AddOrUpdate(topic, Made, (_, known) => known.Kind == SuspicionKind.Certain && known.Epoch == log.Epoch ? known : Made(topic));
        Signal();
        Suspicion Made(TopicState _) => new(kind, log.Epoch, log, evidence);
    }

    /// <summary>Completes when a log's life is over.</summary>
    public Task WhenOver(PartitionLog log) => _topics.Find(log.Partition.Topic)?.WhenOver(log) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        if (_check is not null) await _check.DisposeAsync();
        // Before the loop is waited for, which may be waiting for it.
        _reader.Dispose();
        await _tending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (PartitionLog log in _topics.All.SelectMany(topic => topic.Logs)) log.Close();
    }

    void ILiveReceiver.OnClaim(ReadOnlySpan<byte> value, long offset)
    {
        if (_claims.Take(value, offset)) Signal();
    }

    void ILiveReceiver.OnRecord(PartitionLog log, LogRecord record) => _subscriptions.Deliver(log, record);

    void ILiveReceiver.OnForeign(PartitionLog log, RecordPoint point) => _skipped.Note(log.Partition, point, "it is of another program, or its key is no channel's address");

    void ILiveReceiver.OnUnknownEpoch(PartitionLog log, byte[] key)
    {
        _held.Enqueue(new HeldLog(log, key));
        Signal();
    }

    void ILiveReceiver.OnOutOfRange(PartitionLog log)
    {
        if (_claims.Is(log)) _claims.IsLost = true;
        else Suspect(log, SuspicionKind.OutOfRange, $"offset {log.Next} of partition {log.Partition.Partition.Value} is not in the log");
        Signal();
    }

    void ILiveReceiver.OnReached(TopicPartition partition) => _troubles.Reached(partition);

    void ILiveReceiver.OnError(string topic, int partition, Error error)
    {
        _troubles.Note(new TopicPartition(topic, partition), error);
        if (KafkaErrors.IsMissingTopic(error)) SignalCheck();
    }

    void ILiveReceiver.OnDeath(Exception error)
    {
        _death = "The thread that reads live events ended; restart this node.";
        KafkaLog.ReaderDied(_logger, error);
    }

    private void SignalCheck()
    {
        Volatile.Write(ref _checkIsDue, 1);
        Signal();
    }

    private void Signal() => _signals.Writer.TryWrite(0);

    private async Task TendAsync()
    {
        TimeSpan retry = s_firstRetry;
        while (!_stop.IsCancellationRequested)
        {
            await _signals.Reader.ReadAsync(_stop.Token);
            try
            {
                await TendOnceAsync(_stop.Token);
                _problem = null;
                retry = s_firstRetry;
            }
            catch (Exception error) when (!_stop.IsCancellationRequested)
            {
                _problem = error.Message;
                KafkaLog.TendingFailed(_logger, error, retry);
                await Task.Delay(retry, _time, _stop.Token);
                retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
                Signal();
            }
        }
    }

    private async Task TendOnceAsync(CancellationToken stop)
    {
        var steps = new Steps(stop);
        if (Interlocked.Exchange(ref _checkIsDue, 0) == 1 && !await steps.TryAsync(() => CheckAsync(stop))) Volatile.Write(ref _checkIsDue, 1);
        if (_claims.IsLost) await steps.TryAsync(() => _agreement.ReachAsync(null, _options.ReadTimeout, stop));
        foreach ((TopicState topic, Suspicion suspicion) in _suspicions)
        {
            if (topic.Epoch != suspicion.Epoch || await steps.TryAsync(() => LookIntoAsync(topic, suspicion, stop)))
                _suspicions.TryRemove(KeyValuePair.Create(topic, suspicion));
        }

        HeldLog[] held = TakeHeld();
        bool isKnown = held.Length == 0 || await steps.TryAsync(() => _claims.CatchUpAsync(stop));
        foreach (TopicState topic in _topics.All.Where(HasChanged)) await steps.TryAsync(() => BeginAnewAsync(topic, stop));
        if (_settingsAreDue) await steps.TryAsync(() => CheckSettingsAsync(stop));
        if (held.Length > 0) await steps.TryAsync(() => SettleAsync(held, isKnown, stop));
        steps.ThrowIfAnyFailed();
    }

    private async Task CheckAsync(CancellationToken stop)
    {
        var steps = new Steps(stop);
        await steps.TryAsync(() => _ends.LookAsync(Suspect, stop));
        await steps.TryAsync(async () =>
        {
            if (await _claims.IsShortAsync(stop)) _claims.IsLost = true;
        });
        // The client library says once that a partition is read to its end: asked again, it says whether that can be done again.
        if (_troubles.Problem is not null) await steps.TryAsync(() => _reading.ReassignAsync(() => { }).WaitAsync(stop));
        _settingsAreDue |= _wrongSettings is not null;
        steps.ThrowIfAnyFailed();
    }

    private async Task CheckSettingsAsync(CancellationToken stop)
    {
        IReadOnlyList<string> problems = await _setup.CheckAsync(_options.ReadTimeout, stop);
        (_wrongSettings, _settingsAreDue) = (problems.Count > 0 ? string.Join(' ', problems) : null, false);
    }

    private bool HasChanged(TopicState topic) => topic.Epoch is { } read && _book.Of(topic.Name) is { } epoch && !epoch.IsSame(read);

    private async Task BeginAnewAsync(TopicState topic, CancellationToken stop)
    {
        // Whoever made it anew may have made it otherwise.
        _settingsAreDue = true;
        await _reading.BeginAsync([topic], isFirst: false, stop);
    }

    private async Task LookIntoAsync(TopicState topic, Suspicion suspicion, CancellationToken stop)
    {
        string evidence = suspicion.Evidence;
        if (suspicion is { Kind: SuspicionKind.OutOfRange, Log: var log })
        {
            if (!topic.Logs.Contains(log)) return;
            LogEnds ends = await _queries.EndsAsync(log.Partition).WaitAsync(stop);
            if (ends.Low > log.Next)
            {
                KafkaLog.Overtaken(_logger, topic.Name, log.Partition.Partition.Value, ends.Low);
                await _reading.BeginAsync([topic], isFirst: false, stop);
                return;
            }

            if (ends.High >= log.Next)
            {
                await _reading.ReassignAsync(() => { }).WaitAsync(stop);
                return;
            }

            evidence = $"partition {log.Partition.Partition.Value} ends at offset {ends.High}, and was read up to {log.Next}";
        }

        bool isGone = suspicion.Kind == SuspicionKind.Missing;
        TopicFacts facts = await _agreement.ReachAsync(isGone ? null : suspicion, _options.ReadTimeout, stop);
        if (isGone && !facts.Created.Contains(topic.Name))
        {
            // It is there again. Whether it is the same shows in its ends.
            await _reading.ReassignAsync(() => { }).WaitAsync(stop);
            return;
        }

        KafkaLog.TopicLost(_logger, topic.Name, evidence);
        _producer.Renew("a topic was made anew");
    }

    private HeldLog[] TakeHeld()
    {
        var held = new List<HeldLog>();
        while (_held.TryDequeue(out HeldLog? one)) held.Add(one);
        return [.. held];
    }

    private async Task SettleAsync(HeldLog[] held, bool isKnown, CancellationToken stop)
    {
        // Those of a topic that has begun a new life are closed; those of one that could not wait for the next attempt.
        HeldLog[] accepted = [.. held.Where(one => isKnown && !HasChanged(_topics.Find(one.Log.Partition.Topic)!))];
        foreach (HeldLog one in held.Except(accepted)) _held.Enqueue(one);
        // No node claims that epoch any more: who published had not heard of this one yet.
        foreach (HeldLog one in accepted) one.Log.Accept(one.Key);
        await _reading.ReassignAsync(() => Array.ForEach(accepted, one => one.Log.IsHeld = false)).WaitAsync(stop);
    }
}
