using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;

namespace PubSub.Kafka.History;

/// <summary>Answers a read from the log, because memory does not reach back far enough.</summary>
/// <param name="request">The read; what it goes up to is settled.</param>
/// <param name="queries">For questions to the brokers.</param>
/// <param name="scanner">Reads the log.</param>
/// <param name="cut">Ends reading, so that what was found by then is the answer.</param>
internal sealed class LogRead(ReadRequest request, BrokerQueries queries, LogScanner scanner, CancellationToken cut)
{
    private const int MostBytes = 4 << 20;

    /// <exception cref="BrokerUnavailableException">The log could not be read, or so slowly that it got nowhere.</exception>
    public async ValueTask<HistoryPage> RunAsync(CancellationToken cancellationToken)
    {
        LogEnds ends = await EndsAsync(cancellationToken);
        if (request.After.Id is { } id) return await AfterIdAsync(id, ends, cancellationToken);
        if (request.After.UnixMilliseconds is { } instant) return await AfterTimeAsync(instant, ends, cancellationToken);
        return await OldestAsync(ends, isTruncated: false, cancellationToken);
    }

    private async ValueTask<HistoryPage> AfterIdAsync(EventId id, LogEnds ends, CancellationToken cancellationToken)
    {
        if (request.IsPlausible(id, ends.Low) && await TryReadAsync(Stretch.After(id, ends.Low, request.Log.Epoch.Generation)) is { } page) return page;
        return await OldestAsync(ends, isTruncated: true, cancellationToken);
    }

    private async ValueTask<HistoryPage> AfterTimeAsync(long instant, LogEnds ends, CancellationToken cancellationToken)
    {
        if (await OffsetAfterAsync(instant, cancellationToken) is not { } first)
        {
            // A record that is kept is not later than the instant, and then none before it was. Asked for anew: what was kept may have been trimmed by the time of the answer.
            long low = (await EndsAsync(cancellationToken)).Low;
            return request.Empty(isTruncated: low > 0 && low >= request.Until);
        }

        // At the log's beginning nobody can tell whether what was before it was later than the instant.
        bool isUnknown = first <= ends.Low && ends.Low > 0;
        if (isUnknown && request.Broken() is { } broken) return broken;
        return await TryReadAsync(Stretch.At(first, ends.Low, isUnknown)) ?? await OldestAsync(ends, isTruncated: true, cancellationToken);
    }

    private async ValueTask<HistoryPage> OldestAsync(LogEnds ends, bool isTruncated, CancellationToken cancellationToken)
    {
        if (isTruncated && request.Broken() is { } broken) return broken;
        long first = ends.Low;
        if (request.Gone > 0) first = await OffsetAfterAsync(request.Gone, cancellationToken) ?? ends.High;
        // Whether any of what is too old was of this channel is not looked up: that could be all of the log.
        bool trimmed = isTruncated || first > 0;
        return await TryReadAsync(Stretch.At(first, ends.Low, trimmed))
            ?? throw new BrokerUnavailableException("The log was trimmed faster than it could be read. Try again.");
    }

    // Null where the position is not in the log.
    private async ValueTask<HistoryPage?> TryReadAsync(Stretch stretch)
    {
        int skip = 0;
        if (request.Count is { } count)
        {
            RecordCounter counter = request.Counter();
            ChannelScan counting = Scan(stretch, counter);
            ScanResult counted = await RunAsync(counting);
            if (counted == ScanResult.NotFound) return null;
            if (counted == ScanResult.Cut)
            {
                // Of what was found nobody can say whether it is among the last that are kept; where there was nothing, that is the answer.
                return counter.SawAny || counting.Reached is null ? throw TookTooLong() : Build(request.Page(0, MostBytes), stretch, counting);
            }

            skip = Math.Max(0, counter.Count - count);
        }

        PageBuilder page = request.Page(skip, MostBytes);
        ChannelScan reading = Scan(stretch, page);
        return await RunAsync(reading) switch
        {
            ScanResult.NotFound => null,
            ScanResult.Cut when reading.Reached is null => throw TookTooLong(),
            _ => Build(page, stretch, reading),
        };
    }

    private HistoryPage Build(PageBuilder page, Stretch stretch, ChannelScan scan) => page.Build(request.After.Id, request.Top, stretch.IsTruncated, scan.Reached);

    private ChannelScan Scan(Stretch stretch, IRecordReader reader) => new(request.Channel, stretch, request.Until, reader, cut);

    private Task<ScanResult> RunAsync(ChannelScan scan) => scanner.ScanAsync(request.Log.Partition, scan);

    private Task<LogEnds> EndsAsync(CancellationToken cancellationToken) => queries.EndsAsync(request.Log.Partition).WaitAsync(cancellationToken);

    // The first record that is later than a millisecond.
    private Task<long?> OffsetAfterAsync(long unixMilliseconds, CancellationToken cancellationToken) =>
        queries.OffsetAtAsync(request.Log.Partition, unixMilliseconds + 1).WaitAsync(cancellationToken);

    private static BrokerUnavailableException TookTooLong() => new("Reading the log took too long. Try again, or spread the channels over more partitions.");
}
