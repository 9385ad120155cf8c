using System.Collections.Concurrent;
using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Live;
using PubSub.Kafka.Publishing;
using PubSub.Kafka.Topics;

namespace PubSub.Kafka.Epochs;

/// <summary>
/// Keeps the topics' lives: agrees with the other nodes on each one's epoch, notices when a topic was deleted, cut or made anew, and then has it read from where
/// it stands, after everybody was told. One loop does it all, a step at a time, and tries again what fails.
/// </summary>
internal sealed class TopicKeeper : ILiveReceiver, IAsyncDisposable
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(5);

    private readonly EpochBook _book = new();
    private readonly ConcurrentDictionary<TopicState, Suspicion> _suspicions = new();
    private readonly ConcurrentQueue<(PartitionLog Log, byte[] Key)> _held = new();
    private readonly Channel<byte> _signals = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly KafkaOptions _options;
    private readonly TopicMap _topics;
    private readonly TopicSetup _setup;
    private readonly BrokerQueries _queries;
    private readonly RecordProducer _producer;
    private readonly Subscriptions _subscriptions;
    private readonly SkippedRecords _skipped;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClaimLog _claims;
    private readonly EndsCheck _ends;
    private readonly LiveReader _reader;
    private ITimer? _check;
    private Task _tending = Task.CompletedTask;
    private volatile string? _problem;
    private int _checkIsDue;

    public TopicKeeper(
        KafkaOptions options, TopicMap topics, TopicSetup setup, ClientSettings settings, BrokerQueries queries, RecordProducer producer, Subscriptions subscriptions,
        SkippedRecords skipped, TimeProvider time, ILogger logger)
    {
        _options = options;
        _topics = topics;
        _setup = setup;
        _queries = queries;
        _producer = producer;
        _subscriptions = subscriptions;
        _skipped = skipped;
        _time = time;
        _logger = logger;
        _claims = new ClaimLog(options.EpochTopic, _book, producer, queries, time, logger);
        _ends = new EndsCheck(topics, queries, time);
        _reader = new LiveReader(settings, this);
    }

    /// <summary>What keeps a topic from being read, in a sentence, or null where nothing does.</summary>
    public string? Problem => _problem;

    /// <summary>Finds or makes the topics and their epochs, and begins to read them.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _claims.IsLost = true;
        TopicFacts facts = await EnsureAsync(null, cancellationToken);
        await _setup.CheckAsync(cancellationToken);
        foreach (TopicState topic in _topics.All)
        {
            int actual = facts.Partitions[topic.Name], used = _book.Of(topic.Name)!.Partitions;
            if (actual > used) KafkaLog.MorePartitions(_logger, topic.Name, actual, used);
        }

        await RestartAsync(_topics.All, isFirst: true, cancellationToken);
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
        await _tending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _reader.Dispose();
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
        _held.Enqueue((log, key));
        Signal();
    }

    void ILiveReceiver.OnOutOfRange(PartitionLog log)
    {
        if (_claims.Is(log)) _claims.IsLost = true;
        else Suspect(log, SuspicionKind.OutOfRange, $"offset {log.Next} of partition {log.Partition.Partition.Value} is not in the log");
        Signal();
    }

    void ILiveReceiver.OnError(string topic, int partition, Error error)
    {
        KafkaLog.ReadFailed(_logger, topic, partition, KafkaErrors.Explain(error));
        if (KafkaErrors.IsMissingTopic(error)) SignalCheck();
    }

    void ILiveReceiver.OnDeath(Exception error)
    {
        _problem = "The thread that reads live events ended; restart this node.";
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
        if (Interlocked.Exchange(ref _checkIsDue, 0) == 1)
        {
            await _ends.LookAsync(Suspect, stop);
            if (await _claims.IsShortAsync(stop)) _claims.IsLost = true;
        }

        if (_claims.IsLost) await EnsureAsync(null, stop);
        foreach ((TopicState topic, Suspicion suspicion) in _suspicions)
        {
            if (topic.Epoch == suspicion.Epoch) await LookIntoAsync(topic, suspicion, stop);
            _suspicions.TryRemove(KeyValuePair.Create(topic, suspicion));
        }

        (PartitionLog Log, byte[] Key)[] held = [.. _held];
        if (held.Length > 0) await _claims.CatchUpAsync(stop);
        TopicState[] changed = [.. _topics.All.Where(topic => _book.Of(topic.Name) is { } epoch && topic.Epoch is { } read && !epoch.IsSame(read))];
        if (changed.Length > 0) await RestartAsync(changed, isFirst: false, stop);
        if (held.Length > 0) await AcceptAsync(held);
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
                await RestartAsync([topic], isFirst: false, stop);
                return;
            }

            if (ends.High >= log.Next)
            {
                await ReassignAsync();
                return;
            }

            evidence = $"partition {log.Partition.Partition.Value} ends at offset {ends.High}, and was read up to {log.Next}";
        }

        bool isGone = suspicion.Kind == SuspicionKind.Missing;
        TopicFacts facts = await EnsureAsync(isGone ? null : suspicion, stop);
        if (isGone && !facts.Created.Contains(topic.Name))
        {
            // It is there again. Whether it is the same shows in its ends.
            await ReassignAsync();
            return;
        }

        KafkaLog.TopicLost(_logger, topic.Name, evidence);
        _producer.Renew("a topic was made anew");
    }

    // Makes topics that are missing, and claims an epoch for each that needs one.
    private async Task<TopicFacts> EnsureAsync(Suspicion? certain, CancellationToken cancellationToken)
    {
        TopicFacts facts = await _setup.EnsureAsync(cancellationToken);
        if (_claims.IsLost || facts.Created.Contains(_options.EpochTopic)) await _claims.BeginAsync(ReassignAsync, cancellationToken);
        await _claims.CatchUpAsync(cancellationToken);
        // Another node may have noticed first, and claimed one.
        TopicState? lost = certain is not null && _book.Of(certain.Log.Partition.Topic)!.IsSame(certain.Epoch) ? _topics.Find(certain.Log.Partition.Topic) : null;
        await ClaimAsync(facts, lost, cancellationToken);
        return facts;
    }

    // Claims an epoch for each topic that needs one: it has none, this node has just made it, it shrank, or it is known to be lost.
    private async Task ClaimAsync(TopicFacts facts, TopicState? lost, CancellationToken cancellationToken)
    {
        TopicState[] needing =
        [
            .. _topics.All.Where(topic => topic == lost || facts.Created.Contains(topic.Name) || _book.Of(topic.Name) is not { } known || facts.Partitions[topic.Name] < known.Partitions),
        ];
        if (needing.Length == 0) return;
        await _claims.ClaimAsync(needing.Select(topic => (topic.Name, facts.Partitions[topic.Name])), cancellationToken);
    }

    private async Task RestartAsync(IReadOnlyList<TopicState> topics, bool isFirst, CancellationToken cancellationToken)
    {
        var lives = new List<(TopicState Topic, TopicEpoch Epoch, LogEnds[] Ends)>(topics.Count);
        foreach (TopicState topic in topics)
        {
            TopicEpoch epoch = _book.Of(topic.Name)!;
            Task<LogEnds>[] asked = [.. Enumerable.Range(0, epoch.Partitions).Select(i => _queries.EndsAsync(new TopicPartition(topic.Name, i)))];
            lives.Add((topic, epoch, await Task.WhenAll(asked).WaitAsync(cancellationToken)));
        }

        int shares = Math.Max(1, _topics.All.Where(topic => !topic.IsLive).Sum(topic => _book.Of(topic.Name)!.Partitions));
        WindowLimits perPartition = WindowLimits.Share(_options.WindowEvents, _options.WindowBytes, shares);
        await ReassignAsync(
            () => lives.ForEach(life => life.Topic.Begin(life.Epoch, life.Topic.IsLive ? default : perPartition, life.Ends)),
            () =>
            {
                if (!isFirst) lives.ForEach(life => _subscriptions.TellLost(life.Topic));
            });
        foreach ((TopicState topic, TopicEpoch epoch, _) in lives)
        {
            KafkaMetrics.EpochBegun(topic.Name);
            KafkaLog.EpochBegun(_logger, topic.Name, epoch.Generation);
        }
    }

    private async Task AcceptAsync((PartitionLog Log, byte[] Key)[] held)
    {
        foreach ((PartitionLog log, byte[] key) in held)
        {
            // No node claims that epoch any more: who published had not heard of this one yet.
            log.Accept(key);
            _held.TryDequeue(out _);
        }

        await ReassignAsync(() => Array.ForEach(held, one => one.Log.IsHeld = false));
    }

    private Task ReassignAsync() => ReassignAsync(() => { });

    private Task ReassignAsync(Action change, Action? then = null) => _reader.ReassignAsync(
        () =>
        {
            change();
            return (_claims.Log, _topics.All.SelectMany(topic => topic.Logs));
        },
        then);
}
