using PubSub.Core.Adapters;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Redis.Tests.History;

/// <summary>What somebody else wrote, or what was corrupted, is skipped, counted and logged with its position; everything else goes on.</summary>
public sealed class ForeignEntryTests
{
    private const string NotAnEvent = "a-secret-that-is-no-event";

    [SkippableFact]
    public async Task ReadAfter_ForeignEntries_AreSkippedAndLoggedWithTheirPosition()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId first = await node.PublishAsync();
        string foreign = await server.CliAsync("XADD", node.Key("log"), $"{first.UnixMilliseconds}-5", "x", NotAnEvent);
        string corrupt = await server.CliAsync("XADD", node.Key("log"), $"{first.UnixMilliseconds}-6", "b", NotAnEvent);
        await server.ElapseAsync(TimeSpan.FromMilliseconds(2));
        EventId second = await node.PublishAsync();

        HistoryPage page = await node.ReadAsync(HistoryPosition.Oldest, new ReadOptions(1000));
        page.Events.Select(e => e.Id).ShouldBe([first, second]);
        page.Truncated.ShouldBeFalse();
        foreach (string position in new[] { foreign, corrupt }) node.Log.ShouldContain(entry => entry.Id.Id == 5006 && entry.Message.Contains(position) && entry.Message.Contains("orders"));
        node.Log.ShouldAllBe(entry => !entry.Message.Contains(NotAnEvent));
    }

    [SkippableFact]
    public async Task ReadAfter_PagesOfNothingButCorruptEntries_AreLeftBehind()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId first = await node.PublishAsync();
        for (int i = 0; i < 5; i++) await server.CliAsync("XADD", node.Key("log"), $"{first.UnixMilliseconds}-{10 + i}", "b", NotAnEvent);
        await server.ElapseAsync(TimeSpan.FromMilliseconds(2));
        EventId second = await node.PublishAsync();

        HistoryPage page = await node.History.ReadAfterAsync(RedisNode.Orders, HistoryPosition.After(first), new ReadOptions(2), CancellationToken.None);
        page.Events.ShouldHaveSingleItem().Id.ShouldBe(second);
        page.HasMore.ShouldBeFalse();
    }

    // Redis names an entry of whoever does not name it himself with the offset 0.
    [SkippableFact]
    public async Task ReadAfter_ForeignEntryThatLooksLikeAnEvent_IsSkipped()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId first = await node.PublishAsync();
        await server.ElapseAsync(TimeSpan.FromMilliseconds(2));
        string foreign = await server.CliAsync("XADD", node.Key("log"), "*", "b", """{"name":"orders:ingested","channel":"orders","payload":1}""");
        EventId second = await node.PublishAsync();

        foreign.ShouldEndWith("-0");
        (await node.ReadAsync(HistoryPosition.Oldest, new ReadOptions(1000))).Events.Select(e => e.Id).ShouldBe([first, second]);
        node.Log.ShouldContain(entry => entry.Id.Id == 5006 && entry.Message.Contains(foreign));
    }

    [SkippableFact]
    public async Task Skip_EntriesAndMessages_AreCountedByTheirSource()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        using var skipped = new SkippedCount();
        EventId first = await node.PublishAsync();
        await server.CliAsync("XADD", node.Key("log"), $"{first.UnixMilliseconds}-7", "x", "y");
        await node.ReadAsync(HistoryPosition.Oldest, new ReadOptions(1000));
        skipped.Of("history").ShouldBeGreaterThanOrEqualTo(1);

        await node.SubscribeAsync();
        await server.CliAsync("PUBLISH", (string)new RedisKeys(node.Options.KeyPrefix, 0).Live("orders")!, "short");
        await Eventually.HoldsAsync(() => skipped.Of("live") >= 1, "the message is counted");
    }

    [SkippableFact]
    public async Task Publish_ForeignEntryAhead_GoesBehindIt()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId first = await node.PublishAsync();
        long ahead = first.UnixMilliseconds + 3_600_000;
        await server.CliAsync("XADD", node.Key("log"), $"{ahead}-0", "x", "y");
        EventId second = await node.PublishAsync();
        EventId third = await node.PublishAsync();

        second.UnixMilliseconds.ShouldBeGreaterThan(ahead);
        (await node.ReadAsync(first)).Events.Select(e => e.Id).ShouldBe([second, third]);
    }

    // The stream remembers what it gave, also where it is gone.
    [SkippableFact]
    public async Task Publish_ForeignEntryAheadWasRemoved_GoesBehindIt()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId first = await node.PublishAsync();
        long ahead = first.UnixMilliseconds + 3_600_000;
        await server.CliAsync("XADD", node.Key("log"), $"{ahead}-0", "x", "y");
        await server.CliAsync("XDEL", node.Key("log"), $"{ahead}-0");
        EventId second = await node.PublishAsync();

        second.UnixMilliseconds.ShouldBeGreaterThan(ahead);
        (await node.ReadAsync(first)).Events.ShouldHaveSingleItem().Id.ShouldBe(second);
    }

    [SkippableFact]
    public async Task Publish_ForeignEntryAtTheEndOfTime_IsRefusedAndSaysWhatToDelete()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId first = await node.PublishAsync();
        await server.CliAsync("XADD", node.Key("log"), "18446744073709551614-1", "x", "y");

        string message = (await Should.ThrowAsync<BrokerUnavailableException>(() => node.PublishAsync())).Message;
        message.ShouldContain($"'{node.Key("log")}'; delete that key");
        (await node.TopAsync()).ShouldBe(first);
        await server.CliAsync("DEL", node.Key("log"));
        EventId next = await node.PublishAsync();
        (await node.ReadAsync(first)).Events.ShouldHaveSingleItem().Id.ShouldBe(next);
    }

    [SkippableFact]
    public async Task ReadAfter_EventsRemovedAtTheBeginning_OlderPositionsAreTruncated()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId[] ids = await node.PublishManyAsync(5, RedisNode.Kept);
        await server.CliAsync("XTRIM", node.Key("log"), "MAXLEN", "=", "2");

        HistoryPage page = await node.ReadAsync(ids[0]);
        page.Truncated.ShouldBeTrue();
        page.Events.Select(e => e.Id).ShouldBe(ids[3..]);
        HistoryPage again = await node.ReadAsync(page.Start);
        again.Truncated.ShouldBeFalse();
        again.Events.Select(e => e.Id).ShouldBe(ids[3..]);
    }

    [SkippableFact]
    public async Task ReadAfter_MoreBytesThanAsked_PageEndsBeforeThem()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        string payload = $"\"{new string('x', 1000)}\"";
        EventId top = await node.TopAsync();
        var ids = new EventId[10];
        for (int i = 0; i < ids.Length; i++) ids[i] = await node.PublishAsync(payload);
        int each = RedisNode.Body(payload).Json.Length;

        HistoryPage three = await node.ReadAsync(HistoryPosition.After(top), new ReadOptions(1000, each * 4 - 1));
        three.Events.Select(e => e.Id).ShouldBe(ids[..3]);
        three.HasMore.ShouldBeTrue();
        HistoryPage one = await node.ReadAsync(HistoryPosition.After(top), new ReadOptions(1000, 1));
        one.Events.ShouldHaveSingleItem().Id.ShouldBe(ids[0]);
        HistoryPage all = await node.ReadAsync(HistoryPosition.After(top), new ReadOptions(1000, each * 10));
        all.Events.Count.ShouldBe(10);
        all.HasMore.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task OnMessage_ForeignMessages_AreSkippedAndLoggedWithoutTheirContent()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        await node.SubscribeAsync();
        string live = (string)new RedisKeys(node.Options.KeyPrefix, 0).Live("orders")!;
        await server.CliAsync("PUBLISH", live, "short");
        await server.CliAsync("PUBLISH", live, NotAnEvent + NotAnEvent);
        EventId id = await node.PublishAsync();

        (await node.Sink.ReceivesAsync(RedisNode.Orders, 1)).ShouldHaveSingleItem().Id.ShouldBe(id);
        node.Log.Count(entry => entry.Id.Id == 5005 && entry.Message.Contains("orders")).ShouldBe(2);
        node.Log.ShouldAllBe(entry => !entry.Message.Contains(NotAnEvent));
    }
}
