using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Live;
using PubSub.Kafka.Topics;

namespace PubSub.Kafka.History;

/// <summary>
/// Reads channels again: from the node's memory where that reaches back far enough, which asks no broker for a channel that is subscribed to, else from the log.
/// Thread-safe.
/// </summary>
internal sealed class HistoryReader(
    TopicMap topics, BrokerQueries queries, LogScanner scanner, Func<ChannelName, bool> isSubscribed, Action<PartitionLog, RecordPoint> corrupt, TimeSpan timeout, TimeProvider time)
{
    // What was found by then is an answer, and can be given before the whole time is up.
    private const double ScanShare = 0.7;

    /// <summary>The position of the last record of the channel's partition: nothing of the channel comes between it and the next event.</summary>
    public async ValueTask<EventId> GetTopAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        PartitionLog log = await CatchUpAsync(channel, isLive: false, cancellationToken);
        return log.Last().IdIn(log.Epoch.EpochOf(channel));
    }

    /// <summary>Waits until this node has read everything that was in a channel's partition when this was called.</summary>
    public async ValueTask<PartitionLog> CatchUpAsync(ChannelName channel, bool isLive, CancellationToken cancellationToken)
    {
        while (true)
        {
            PartitionLog log = topics.LogOf(channel, isLive);
            LogEnds ends = await queries.EndsAsync(log.Partition).WaitAsync(cancellationToken);
            // An end before what was read is that of a log that was cut or made anew; the check finds it, and this life ends.
            if (await log.WaitAsync(Math.Max(ends.High, log.Next), cancellationToken)) return log;
        }
    }

    /// <summary>
    /// Reads events after a position. A look at the log that takes too long answers what it has found so far, or how far it got without finding anything.
    /// </summary>
    /// <exception cref="BrokerUnavailableException">The log could not be read, or so slowly that it got nowhere.</exception>
    public async ValueTask<HistoryPage> ReadAsync(ChannelName channel, HistoryPosition after, ReadOptions options, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit is { } asked && asked < timeout * ScanShare ? asked : timeout * ScanShare, time);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        while (true)
        {
            PartitionLog log = await FreshAsync(channel, after, cancellationToken);
            var request = new ReadRequest(channel, log, after, options, time, point => corrupt(log, point));
            HistoryPage? page = log.Look((window, before, next) => request.TryRead(window, before, next));
            page ??= await new LogRead(request, queries, scanner, cut.Token).RunAsync(cancellationToken);
            // A life that ended meanwhile has nothing to say about the one after it.
            if (topics.LogOf(channel, isLive: false) == log) return page;
        }
    }

    // Live delivery keeps a subscribed channel fresh. A position further on than what was read comes from a node that is quicker.
    private async ValueTask<PartitionLog> FreshAsync(ChannelName channel, HistoryPosition after, CancellationToken cancellationToken)
    {
        PartitionLog log = topics.LogOf(channel, isLive: false);
        bool isAhead = after.Id is { } id && id.Offset > log.Next;
        return isSubscribed(channel) && !isAhead && await log.WaitAsync(log.Acknowledged, cancellationToken)
            ? log
            : await CatchUpAsync(channel, isLive: false, cancellationToken);
    }
}
