using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.History;
using PubSub.Kafka.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.History;

/// <summary>History that a node does not hold in memory.</summary>
public class LogReadTests : KafkaTest
{
    [SkippableFact]
    public async Task Read_BeforeTheWindow_GivesTheRestFromTheLog()
    {
        KafkaNode node = await StartNodeAsync(o => o.WindowEvents = 4);
        EventId genesis = await node.TopAsync(Orders);
        EventId[] ids = [genesis, .. await node.PublishAsync(Orders, 30)];
        await node.PublishAsync(Chat, 10);

        for (int i = 0; i < ids.Length; i += 3)
        {
            HistoryPage page = await node.ReadAsync(Orders, ids[i]);
            page.Truncated.ShouldBeFalse();
            page.HasMore.ShouldBeFalse();
            page.Events.Select(e => e.Id).ShouldBe(ids[(i + 1)..]);
        }
    }

    [SkippableFact]
    public async Task Read_NodeThatStartedLater_GivesWhatWasBefore()
    {
        KafkaNode first = await StartNodeAsync();
        EventId[] ids = await first.PublishAsync(Orders, 10);
        KafkaNode late = await StartNodeAsync();

        (await late.ReadAsync(Orders, ids[2])).Events.Select(e => e.Id).ShouldBe(ids[3..]);
        (await late.ReadAsync(Orders, ids[2], limit: 3)).ShouldSatisfyAllConditions(
            page => page.Events.Select(e => e.Id).ShouldBe(ids[3..6]), page => page.HasMore.ShouldBeTrue());
        (await late.TopAsync(Orders)).ShouldBe(ids[^1]);
    }

    [SkippableFact]
    public async Task Read_ManyAtOnce_EachGetsItsOwn()
    {
        ChannelName[] channels = [.. Enumerable.Range(0, 20).Select(i => ChannelName.Parse($"room:{i}"))];
        KafkaNode first = await StartNodeAsync();
        var ids = new Dictionary<ChannelName, EventId[]>();
        foreach (ChannelName channel in channels) ids[channel] = await first.PublishAsync(channel, 20);
        KafkaNode late = await StartNodeAsync();

        HistoryPage[] pages = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => late.ReadAsync(channels[i % 20], ids[channels[i % 20]][i % 7])));
        for (int i = 0; i < pages.Length; i++)
        {
            pages[i].Truncated.ShouldBeFalse();
            pages[i].Events.Select(e => e.Id).ShouldBe(ids[channels[i % 20]][((i % 7) + 1)..]);
        }
    }

    [SkippableFact]
    public async Task Read_PositionsThatAreNone_AreTruncated()
    {
        KafkaNode first = await StartNodeAsync();
        EventId[] ids = await first.PublishAsync(Orders, 5);
        KafkaNode late = await StartNodeAsync();

        foreach (EventId other in (EventId[])
        [
            new(ids[2].UnixMilliseconds + 1, ids[2].Epoch, ids[2].Offset), new(ids[2].UnixMilliseconds, ids[2].Epoch ^ 1, ids[2].Offset),
            new(ids[4].UnixMilliseconds, ids[4].Epoch, ids[4].Offset + 1), new(0, ids[0].Epoch, 0), await late.TopAsync(Chat),
        ])
        {
            HistoryPage page = await late.ReadAsync(Orders, other);
            page.Truncated.ShouldBeTrue();
            page.Events.Select(e => e.Id).ShouldBe(ids);
        }
    }

    [SkippableFact]
    public async Task Read_RecordsDeletedFromTheLog_LastOfThemIsAPositionAndOlderOnesAreNot()
    {
        KafkaNode first = await StartNodeAsync();
        EventId[] ids = await first.PublishAsync(Orders, 6);
        await DeleteBeforeAsync(3);
        KafkaNode late = await StartNodeAsync();

        HistoryPage complete = await late.ReadAsync(Orders, ids[2]);
        complete.Truncated.ShouldBeFalse();
        complete.Events.Select(e => e.Id).ShouldBe(ids[3..]);
        HistoryPage truncated = await late.ReadAsync(Orders, ids[1]);
        truncated.Truncated.ShouldBeTrue();
        truncated.Events.Select(e => e.Id).ShouldBe(ids[3..]);
    }

    [SkippableFact]
    public async Task Read_EverythingDeletedFromTheLog_TopIsComplete()
    {
        KafkaNode first = await StartNodeAsync();
        EventId[] ids = await first.PublishAsync(Orders, 3);
        await DeleteBeforeAsync(3);
        KafkaNode late = await StartNodeAsync();

        (await late.ReadAsync(Orders, ids[2])).ShouldSatisfyAllConditions(page => page.Truncated.ShouldBeFalse(), page => page.Events.ShouldBeEmpty());
        (await late.ReadAsync(Orders, ids[1])).Truncated.ShouldBeTrue();
        (await late.ReadAsync(Orders, await late.TopAsync(Orders))).Truncated.ShouldBeFalse();
        EventId next = await late.PublishAsync(Orders);
        (await late.ReadAsync(Orders, ids[2])).Events.ShouldHaveSingleItem().Id.ShouldBe(next);
    }

    [SkippableFact]
    public async Task Read_Number_TellsWhatIsNotKept()
    {
        KafkaNode first = await StartNodeAsync();
        EventId[] ids = await first.PublishAsync(Orders, 6);
        KafkaNode late = await StartNodeAsync();
        var three = new ChannelRetention(null, 3);

        (await late.ReadAsync(Orders, ids[2], retention: three)).Truncated.ShouldBeFalse();
        HistoryPage page = await late.ReadAsync(Orders, ids[1], retention: three);
        page.Truncated.ShouldBeTrue();
        page.Events.Select(e => e.Id).ShouldBe(ids[3..]);
        page.Start.ShouldBe(ids[2]);
    }

    [SkippableFact]
    public async Task Read_Oldest_BeginsWithThePlaceBeforeTheFirst()
    {
        KafkaNode first = await StartNodeAsync();
        EventId genesis = await first.TopAsync(Orders);
        EventId[] ids = await first.PublishAsync(Orders, 3);
        KafkaNode late = await StartNodeAsync();
        HistoryPage page = await late.Adapter.ReadAfterAsync(Orders, HistoryPosition.Oldest, new ReadOptions(10), CancellationToken.None);

        page.ShouldSatisfyAllConditions(p => p.Events.Select(e => e.Id).ShouldBe(ids), p => p.Start.ShouldBe(genesis), p => p.Truncated.ShouldBeFalse());
    }

    [SkippableFact]
    public async Task Read_PlaceThatANodeStartedLaterGave_IsOneOnTheOthers()
    {
        KafkaNode first = await StartNodeAsync();
        EventId[] ids = await first.PublishAsync(Orders, 3);
        await DeleteBeforeAsync(3);
        KafkaNode late = await StartNodeAsync();
        EventId place = await late.TopAsync(Orders);
        place.ShouldNotBe(ids[2]);

        (await first.ReadAsync(Orders, place)).Truncated.ShouldBeFalse();
        EventId next = await first.PublishAsync(Orders);
        (await first.ReadAsync(Orders, place)).Events.ShouldHaveSingleItem().Id.ShouldBe(next);
    }

    [SkippableFact]
    public async Task Read_OnlyIfContinuous_ReadsNothingWhereItIsNot()
    {
        KafkaNode first = await StartNodeAsync();
        EventId[] ids = await first.PublishAsync(Orders, 4);
        KafkaNode late = await StartNodeAsync();

        (await ReadIfContinuousAsync(late, ids[1])).ShouldSatisfyAllConditions(page => page.Truncated.ShouldBeFalse(), page => page.Events.Select(e => e.Id).ShouldBe(ids[2..]));
        foreach (EventId other in (EventId[])[new(ids[1].UnixMilliseconds + 1, ids[1].Epoch, ids[1].Offset), new(ids[1].UnixMilliseconds, ids[1].Epoch ^ 1, ids[1].Offset)])
        {
            (await ReadIfContinuousAsync(late, other)).ShouldSatisfyAllConditions(
                page => page.Truncated.ShouldBeTrue(), page => page.Events.ShouldBeEmpty(), page => page.HasMore.ShouldBeFalse(), page => page.Top.ShouldBe(ids[^1]));
        }
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task Read_TakesTooLongAndFindsNothing_AnswersHowFarItGot(int? seconds)
    {
        KafkaNode first = await StartNodeAsync();
        EventId start = await first.PublishAsync(Orders);
        await ProduceAsync(Orders.Value, "no event", new byte[16]);
        await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => first.PublishAsync(Chat)));
        EventId last = await first.PublishAsync(Orders);
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        KafkaNode late = await StartNodeAsync(time: clock);
        // The record that is no event is logged by who reads the log, and from there on that takes too long.
        late.Logs.OnLogged = entry =>
        {
            if (entry.Id.Id == 5220) clock.Advance(TimeSpan.FromSeconds(seconds ?? 4));
        };

        var options = new ReadOptions(1000) { TimeLimit = seconds is { } limit ? TimeSpan.FromSeconds(limit) : null };
        HistoryPage page = await late.Adapter.ReadAfterAsync(Orders, HistoryPosition.After(start), options, CancellationToken.None);
        page.ShouldSatisfyAllConditions(
            p => p.Events.ShouldBeEmpty(), p => p.HasMore.ShouldBeTrue(), p => p.Truncated.ShouldBeFalse(),
            p => p.Start.IsAfter(start).ShouldBeTrue(), p => last.IsAfter(p.Start).ShouldBeTrue());
        page = await late.ReadAsync(Orders, page.Start);
        page.ShouldSatisfyAllConditions(p => p.Events.ShouldHaveSingleItem().Id.ShouldBe(last), p => p.Truncated.ShouldBeFalse(), p => p.HasMore.ShouldBeFalse());
    }

    [SkippableFact]
    public async Task Run_LookThatRetentionOvertook_OthersOfThePassGetTheirs()
    {
        KafkaNode node = await StartNodeAsync();
        await node.PublishAsync(Orders, 10);
        await DeleteBeforeAsync(5);
        var settings = new ClientSettings(new KafkaOptions { BootstrapServers = Server.BootstrapServers }, NullLogger.Instance);
        using var scanner = new LogScanner(settings, 1, NullLogger.Instance);
        using var pass = new ScanPass(scanner, settings);
        var counter = new RecordCounter(gone: -1);
        ChannelScan overtaken = Scan(from: 2, new RecordCounter(gone: -1)), kept = Scan(from: 7, counter);
        await Task.Run(() => pass.Run(new TopicPartition(Topic, 0), [overtaken, kept], CancellationToken.None));

        (await overtaken.Result).ShouldBe(ScanResult.NotFound);
        (await kept.Result).ShouldBe(ScanResult.Complete);
        counter.Count.ShouldBe(3);

        static ChannelScan Scan(long from, IRecordReader reader) => new(Orders, Stretch.At(from, 0, isTruncated: false), until: 10, reader, CancellationToken.None);
    }

    private static Task<HistoryPage> ReadIfContinuousAsync(KafkaNode node, EventId after) => node.Adapter.ReadAfterAsync(
        Orders, HistoryPosition.After(after), new ReadOptions(1000) { OnlyIfContinuous = true }, CancellationToken.None).AsTask();
}
