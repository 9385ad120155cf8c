using System.Collections.Concurrent;
using Confluent.Kafka;
using PubSub.Contracts;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;

namespace PubSub.Kafka.Live;

/// <summary>
/// Reads all partitions of all topics by assignment, each record once and in the partition's order, on one thread. When connections drop it goes on where it
/// was, because it reads by offset.
/// </summary>
internal sealed class LiveReader : IDisposable
{
    private const int PollMilliseconds = 20;
    private const int PrefetchKilobytes = 16 * 1024;

    private static readonly TimeSpan s_introduction = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<Command> _commands = new();
    private readonly HashSet<string> _introduced = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly IConsumer<ChannelName?, byte[]> _consumer;
    private readonly ILiveReceiver _receiver;
    private readonly Thread _thread;
    private Dictionary<TopicPartition, PartitionLog> _logs = [];
    private PartitionLog? _claims;
    private volatile bool _hasEnded;

    public LiveReader(ClientSettings settings, ILiveReceiver receiver)
    {
        _receiver = receiver;
        _consumer = settings.Consumer(PrefetchKilobytes);
        _thread = new Thread(Run) { IsBackground = true, Name = "pubsub-kafka-live" };
        _thread.Start();
    }

    /// <summary>Changes what is read, between two records.</summary>
    /// <param name="change">Makes the change on the reading thread, and answers the epoch topic's log and all others.</param>
    /// <param name="then">Runs once records come from there, before the first of them.</param>
    /// <exception cref="OperationCanceledException">It has been disposed of.</exception>
    /// <exception cref="InvalidOperationException">Reading has ended by an error.</exception>
    public Task ReassignAsync(Func<(PartitionLog Claims, IEnumerable<PartitionLog> Others)> change, Action? then = null)
    {
        var command = new Command(change, then);
        _commands.Enqueue(command);
        // Whoever comes after the thread's last look at the commands finds that it has ended.
        if (_hasEnded) RefuseCommands();
        return command.Done.Task;
    }

    public void Dispose()
    {
        if (_stop.IsCancellationRequested) return;
        _stop.Cancel();
        // A receiver may dispose of what called it.
        if (Thread.CurrentThread != _thread) _thread.Join(TimeSpan.FromSeconds(5));
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                while (_commands.TryDequeue(out Command? command)) Carry(command);
                Poll();
            }
        }
        catch (Exception error)
        {
            _receiver.OnDeath(error);
        }
        finally
        {
            _hasEnded = true;
            RefuseCommands();
            _consumer.Dispose();
        }
    }

    private void RefuseCommands()
    {
        while (_commands.TryDequeue(out Command? command))
        {
            if (_stop.IsCancellationRequested) command.Done.TrySetCanceled(_stop.Token);
            else command.Done.TrySetException(new InvalidOperationException("Live reading has ended by an error; restart this node."));
        }
    }

    private void Carry(Command command)
    {
        try
        {
            (_claims, IEnumerable<PartitionLog> others) = command.Change();
            _logs = others.Append(_claims).ToDictionary(log => log.Partition);
            _consumer.UnassignAndDrop();
            foreach (TopicPartition partition in _logs.Keys) Introduce(partition);
            _consumer.Assign(_logs.Values.Select(log => new TopicPartitionOffset(log.Partition, log.Next)));
            command.Then?.Invoke();
            command.Done.TrySetResult();
        }
        catch (Exception error)
        {
            command.Done.TrySetException(error);
        }
    }

    // The client library looks once a second where the topics are that it was told to read, and at once for a question.
    private void Introduce(TopicPartition partition)
    {
        if (!_introduced.Add(partition.Topic)) return;
        try
        {
            _consumer.QueryWatermarkOffsets(partition, s_introduction);
        }
        catch (KafkaException)
        {
            // Reading will say what is wrong, or get over it.
        }
    }

    private void Poll()
    {
        ConsumeResult<ChannelName?, byte[]>? result;
        try
        {
            result = _consumer.Consume(PollMilliseconds);
        }
        catch (ConsumeException error)
        {
            OnError(error.ConsumerRecord?.TopicPartition, error.Error);
            return;
        }
        catch (KafkaException error)
        {
            OnError(null, error.Error);
            return;
        }

        if (result is null || !_logs.TryGetValue(result.TopicPartition, out PartitionLog? log)) return;
        _receiver.OnReached(result.TopicPartition);
        if (result.IsPartitionEOF) log.Advance(result.Offset.Value);
        else if (log == _claims) TakeClaim(log, result);
        else Take(log, result);
    }

    private void TakeClaim(PartitionLog log, ConsumeResult<ChannelName?, byte[]> result)
    {
        // A claim may come again, which changes nothing.
        if (result.Message.Value is { } value) _receiver.OnClaim(value, result.Offset.Value);
        log.Advance(result.Offset.Value + 1);
    }

    private void Take(PartitionLog log, ConsumeResult<ChannelName?, byte[]> result)
    {
        if (log.IsHeld || result.Offset.Value < log.Next) return;
        if (RecordParser.EpochKey(result) is { } key && !log.Accepts(key))
        {
            log.IsHeld = true;
            _receiver.OnUnknownEpoch(log, key);
            return;
        }

        LogRecord record = RecordParser.Parse(result);
        if (!log.TryTake(record)) return;
        KafkaMetrics.Received(log.Partition.Topic);
        if (record.Channel is null) _receiver.OnForeign(log, record.Point);
        else if (record.Point.Offset >= log.LiveFrom) _receiver.OnRecord(log, record);
        log.Advance(record.Point.Offset + 1);
    }

    private void OnError(TopicPartition? partition, Error error)
    {
        if (partition is not null && KafkaErrors.IsOutOfRange(error) && _logs.TryGetValue(partition, out PartitionLog? log)) _receiver.OnOutOfRange(log);
        else if (!KafkaErrors.IsTransient(error)) _receiver.OnError(partition?.Topic ?? "", partition?.Partition.Value ?? -1, error);
    }

    private sealed record Command(Func<(PartitionLog Claims, IEnumerable<PartitionLog> Others)> Change, Action? Then)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
