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
    TopicMap topics, BrokerQueries queries, LogScanner scanner, Func<ChannelName, bool> isSubscribed, Action<PartitionLog, RecordPoint> corrupt, TimeProvider time)
{
    private const int MostBytes = 4 << 20;

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

    public async ValueTask<HistoryPage> ReadAsync(ChannelName channel, HistoryPosition after, ReadOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            PartitionLog log = await FreshAsync(channel, after, cancellationToken);
            var request = new ReadRequest(channel, log, after, options, time, point => corrupt(log, point));
            HistoryPage? page = log.Look((window, before, next) => request.TryRead(window, before, next));
            page ??= await ReadLogAsync(request, cancellationToken);
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

    private async ValueTask<HistoryPage> ReadLogAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        LogEnds ends = await queries.EndsAsync(request.Log.Partition).WaitAsync(cancellationToken);
        if (request.After.Id is { } id)
        {
            if (request.IsPlausible(id, ends.Low) && await TryReadFromAsync(request, Stretch.After(id, ends.Low), cancellationToken) is { } page) return page;
            return await ReadOldestAsync(request, ends, isTruncated: true, cancellationToken);
        }

        if (request.After.UnixMilliseconds is not { } instant) return await ReadOldestAsync(request, ends, isTruncated: false, cancellationToken);
        if (await queries.OffsetAtAsync(request.Log.Partition, instant + 1).WaitAsync(cancellationToken) is not { } first) return request.Empty();
        // At the log's beginning nobody can tell whether what was before it was later than the instant.
        bool isUnknown = first <= ends.Low && ends.Low > 0;
        return await TryReadFromAsync(request, Stretch.At(first, ends.Low, isUnknown), cancellationToken) ?? await ReadOldestAsync(request, ends, isTruncated: true, cancellationToken);
    }

    private async ValueTask<HistoryPage> ReadOldestAsync(ReadRequest request, LogEnds ends, bool isTruncated, CancellationToken cancellationToken)
    {
        long first = ends.Low;
        if (request.Gone > 0) first = await queries.OffsetAtAsync(request.Log.Partition, request.Gone + 1).WaitAsync(cancellationToken) ?? ends.High;
        // Whether any of what is too old was of this channel is not looked up: that could be all of the log.
        bool trimmed = isTruncated || first > 0;
        return await TryReadFromAsync(request, Stretch.At(first, ends.Low, trimmed), cancellationToken)
            ?? throw new BrokerUnavailableException("The log was trimmed faster than it could be read. Try again.");
    }

    // Null where the position is not in the log.
    private async ValueTask<HistoryPage?> TryReadFromAsync(ReadRequest request, Stretch stretch, CancellationToken cancellationToken)
    {
        int skip = 0;
        if (request.Count is { } count)
        {
            var counter = new RecordCounter(request.Gone);
            ScanResult counted = await ScanAsync(request, stretch, counter, cancellationToken);
            if (counted == ScanResult.NotFound) return null;
            if (counted == ScanResult.Cut) throw TookTooLong();
            skip = Math.Max(0, counter.Count - count);
        }

        PageBuilder page = request.Page(skip, MostBytes);
        ScanResult result = await ScanAsync(request, stretch, page, cancellationToken);
        if (result == ScanResult.NotFound) return null;
        bool isCut = result == ScanResult.Cut;
        // What was found so far is a page; nothing found is no answer.
        if (isCut && page.Events.Count == 0) throw TookTooLong();
        return page.Build(request.After.Id, request.Top, stretch.IsTruncated, isCut);
    }

    private Task<ScanResult> ScanAsync(ReadRequest request, Stretch stretch, IRecordReader reader, CancellationToken cancellationToken) =>
        scanner.ScanAsync(request.Log.Partition, new ChannelScan(request.Channel, stretch, request.Until, reader, cancellationToken));

    private static BrokerUnavailableException TookTooLong() => new("Reading the log took too long. Try again, or spread the channels over more partitions.");
}
