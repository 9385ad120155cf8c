using System.Net;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>A channel with partitions is one channel to clients: complete, or told, with an order for each key.</summary>
public sealed class PartitionedStreamTests : StreamTestBase
{
    // One for each partition.
    private static readonly string[] s_keys = ["a", "b", "c", "d"];

    protected override void Configure(TestHostSettings settings) => settings.PubSub.Add(options => options.Fanout.WindowEvents = 16);

    [Fact]
    public async Task Stream_Ready_NamesTheChannelOnceWithAPositionInEachPartition()
    {
        await using SseStream stream = await OpenAsync("channel=split&channel=short");

        SseFrame ready = await stream.NextControlAsync("pubsub:ready");

        ready.Data.ShouldBe("""{"channels":[{"channel":"split","resumed":"live"},{"channel":"short","resumed":"live"}],"keepAliveMs":30000}""");
        ready.Id!.Split(',').Length.ShouldBe(5);
    }

    [Fact]
    public async Task Stream_Live_CarriesTheEnvelopesOfTheChannel()
    {
        await using SseStream stream = await OpenAsync("channel=split&event=split:said&where=payload.key:b");
        await stream.NextControlAsync("pubsub:ready");
        await SayAsync("a", 1);
        string id = await SayAsync("b", 2);

        SseFrame frame = await stream.NextEventAsync();

        frame.Event.ShouldBe("split:said");
        frame.Json.GetProperty("id").GetString().ShouldBe(id);
        frame.Json.GetProperty("channel").GetString().ShouldBe("split");
        frame.Json.GetProperty("meta").GetProperty("partitionKey").GetString().ShouldBe("b");
    }

    [Fact]
    public async Task Resume_AtEveryBoundary_BringsTheRestOnceAndInTheOrderOfEachKey()
    {
        string begin;
        await using (SseStream cut = await OpenAsync("channel=split")) begin = (await cut.NextControlAsync("pubsub:ready")).Id!;
        for (int i = 0; i < 6; i++)
        {
            foreach (string key in s_keys) await SayAsync(key, i);
        }

        var all = new List<SseFrame>();
        await using (SseStream stream = await OpenAsync("channel=split", begin))
        {
            await stream.NextControlAsync("pubsub:ready");
            while (all.Count < 24) all.Add(await stream.NextEventAsync());
        }

        for (int at = 0; at < all.Count; at++)
        {
            await using SseStream back = await OpenAsync("channel=split", all[at].Id);
            (await back.NextControlAsync("pubsub:ready")).Data!.ShouldContain("\"complete\"");
            // The last one shows that nothing is missing before it.
            var rest = new List<(string, int)>();
            while (rest.Count < all.Count - at - 1) rest.Add(Said(await back.NextEventAsync()));
            foreach (string key in s_keys)
            {
                int seen = all.Take(at + 1).Count(frame => Said(frame).Key == key);
                rest.Where(said => said.Item1 == key).ShouldBe(Enumerable.Range(seen, 6 - seen).Select(number => (key, number)), $"{key} after {at}");
            }
        }
    }

    [Fact]
    public async Task Resume_ByLastEventIdInTheQuery_IsTheSame()
    {
        await using SseStream stream = await OpenAsync("channel=split");
        string cursor = (await stream.NextControlAsync("pubsub:ready")).Id!;
        await SayAsync("c", 1);

        await using SseStream back = await OpenAsync("channel=split&lastEventId=" + cursor);

        (await back.NextControlAsync("pubsub:ready")).Data!.ShouldContain("\"complete\"");
        Said(await back.NextEventAsync()).ShouldBe(("c", 1));
    }

    [Fact]
    public async Task Resume_TrimmedInOnePartition_IsAGapOfTheChannelAndTheOthersAreComplete()
    {
        string cursor;
        await using (SseStream cut = await OpenAsync("channel=split")) cursor = (await cut.NextControlAsync("pubsub:ready")).Id!;
        await SayAsync("a", 1);
        // More than history and the node's window keep.
        for (int i = 0; i < 40; i++) await SayAsync("b", i);
        await SayAsync("c", 2);

        await using SseStream back = await OpenAsync("channel=split", cursor);

        (await back.NextControlAsync("pubsub:ready")).Data!.ShouldContain("""[{"channel":"split","resumed":"gap"}]""");
        var seen = new List<SseFrame>();
        while (seen.Count < 3) seen.Add(await back.NextDataAsync());
        SseFrame gap = seen.Where(frame => frame.Event == "pubsub:gap").ShouldHaveSingleItem();
        gap.Data.ShouldBe("""{"channel":"split","reason":"trimmed"}""");
        seen.Where(frame => frame.IsEvent).Select(Said).ShouldBe([("a", 1), ("c", 2)], ignoreOrder: true);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AaH9bwQjiwqbBDMAAAAAAA")]
    [InlineData("01a1fd8b-0dff-8670-81a6-060000000001")]
    public async Task Resume_HeaderOfAnotherShape_IsOneGapAndThenLive(string cursor)
    {
        await using SseStream stream = await OpenAsync("channel=split", cursor);
        await stream.NextControlAsync("pubsub:ready");
        (await stream.NextControlAsync("pubsub:gap")).Data.ShouldBe("""{"channel":"split","reason":"unknown-cursor"}""");

        foreach (string key in s_keys) await SayAsync(key, 1);

        for (int i = 0; i < 4; i++) await stream.NextEventAsync();
    }

    [Fact]
    public async Task Since_Time_BringsAllPartitions()
    {
        foreach (string key in s_keys) await SayAsync(key, 1);

        await using SseStream stream = await OpenAsync("channel=split&since=2020-01-01");

        (await stream.NextControlAsync("pubsub:ready")).Data!.ShouldContain("\"complete\"");
        var seen = new List<string>();
        while (seen.Count < 4) seen.Add(Said(await stream.NextEventAsync()).Key);
        seen.Order().ShouldBe(s_keys);
    }

    [Fact]
    public async Task Since_Id_IsInvalidCursor()
    {
        string id = await SayAsync("a", 1);

        JsonElement problem = await RefusedAsync("channel=split&since=" + id, ErrorCode.InvalidCursor);

        problem.GetProperty("detail").GetString()!.ShouldContain("the channel 'split' has 4");
    }

    [Theory]
    [InlineData("channel=split~0", ErrorCode.InvalidChannel)]
    [InlineData("channel=split%7E0", ErrorCode.InvalidChannel)]
    [InlineData("channel=split&channel=split", ErrorCode.InvalidRequest)]
    [InlineData("channel=split&lastEventId=01a1fd8b-0dff-8670-81a6-060000000001", ErrorCode.InvalidCursor)]
    public async Task Stream_WrongQuery_IsRefused(string query, string code) => await RefusedAsync(query, code);

    [Fact]
    public async Task Stream_SixtyFourPartitions_AreServedAndMoreAreRefused()
    {
        string query = string.Join('&', Enumerable.Range(0, 16).Select(i => $"channel=shards:{i}"));
        await using (SseStream stream = await OpenAsync(query))
            (await stream.NextControlAsync("pubsub:ready")).Id!.Split(',').Length.ShouldBe(64);

        JsonElement problem = await RefusedAsync(query + "&channel=short", ErrorCode.InvalidRequest);

        problem.GetProperty("detail").GetString()!.ShouldContain("65 partitions");
    }

    private static (string Key, int Number) Said(SseFrame frame)
    {
        JsonElement payload = frame.Json.GetProperty("payload");
        return (payload.GetProperty("key").GetString()!, payload.GetProperty("number").GetInt32());
    }

    private async Task<string> SayAsync(string key, int number)
    {
        using HttpResponseMessage response = await Host.SendAsync(
            $$$"""{"name":"split:said","payload":{"key":"{{{key}}}","number":{{{number}}}},"meta":{"partitionKey":"{{{key}}}"}}""");
        return (await response.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> RefusedAsync(string query, string code)
    {
        using HttpResponseMessage response = await Host.Client.GetAsync("/events?" + query);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonElement problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        problem.GetProperty("code").GetString().ShouldBe(code);
        return problem;
    }
}
