using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.History;

/// <summary>What <c>GET /events/history</c> answers of a channel with partitions.</summary>
public sealed class PartitionedHistoryTests : IAsyncLifetime
{
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(24)]
    public async Task Get_Pages_HoldEachEventOnceInTheOrderOfItsKey(int limit)
    {
        string[] keys = ["a", "b", "c", "d", "e", "f"];
        for (int i = 0; i < 4; i++)
        {
            foreach (string key in keys) await SayAsync(key, i);
        }

        var seen = new List<JsonElement>();
        string since = "";
        while (true)
        {
            JsonElement page = await _host.HistoryAsync($"channel=split&limit={limit}{since}");
            page.GetProperty("complete").GetBoolean().ShouldBeTrue();
            page.GetProperty("events").GetArrayLength().ShouldBeLessThanOrEqualTo(limit);
            seen.AddRange(page.GetProperty("events").EnumerateArray());
            if (page.GetProperty("next").GetString() is not { } next) break;
            next.Split(',').Length.ShouldBe(4);
            since = "&since=" + next;
        }

        seen.Count.ShouldBe(24);
        seen.ShouldAllBe(envelope => envelope.GetProperty("channel").GetString() == "split");
        seen.Select(envelope => envelope.GetProperty("timestamp").GetDateTimeOffset()).ShouldBeInOrder();
        foreach (string key in keys) Numbers(seen, key).ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task Get_NextOfAnEmptyRest_GoesOnWithWhatCameLater()
    {
        await SayAsync("a", 1);
        await SayAsync("b", 1);
        string next = (await _host.HistoryAsync("channel=split&limit=1")).GetProperty("next").GetString()!;
        await SayAsync("c", 1);

        JsonElement rest = await _host.HistoryAsync("channel=split&since=" + next);

        rest.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("payload").GetProperty("key").GetString()).ShouldBe(["b", "c"], ignoreOrder: true);
        rest.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Get_SinceTheCursorOfAnEarlierAnswer_AnswersWhatCameSince()
    {
        await SayAsync("a", 1);
        await SayAsync("b", 1);
        JsonElement all = await _host.HistoryAsync("channel=split");
        all.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        await SayAsync("a", 2);
        await SayAsync("c", 1);

        JsonElement page = await _host.HistoryAsync("channel=split&since=" + all.GetProperty("cursor").GetString());
        page.GetProperty("complete").GetBoolean().ShouldBeTrue();
        page.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("payload").GetProperty("key").GetString()).ShouldBe(["a", "c"]);
    }

    [Fact]
    public async Task Get_SinceTime_AnswersAllPartitions()
    {
        await SayAsync("a", 1);
        await SayAsync("b", 1);

        (await _host.HistoryAsync("channel=split&since=2020-01-01")).GetProperty("events").GetArrayLength().ShouldBe(2);
        (await _host.HistoryAsync("channel=split&since=2999-01-01")).GetProperty("events").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Get_TrimmedInOnePartition_IsIncomplete()
    {
        await SayAsync("a", 1);
        (await _host.HistoryAsync("channel=split")).GetProperty("complete").GetBoolean().ShouldBeTrue();
        for (int i = 0; i < 12; i++) await SayAsync("b", i);

        JsonElement page = await _host.HistoryAsync("channel=split");

        page.GetProperty("complete").GetBoolean().ShouldBeFalse();
        JsonElement[] events = [.. page.GetProperty("events").EnumerateArray()];
        Numbers(events, "a").ShouldBe([1]);
        Numbers(events, "b").ShouldBe(Enumerable.Range(2, 10));
    }

    [Theory]
    [InlineData("01a1fd8b-0dff-8670-81a6-060000000001")]
    [InlineData("AaH9bwQjiwqbBDMAAAAAAA,AaH9bwQjiwqbBDMAAAAAAA")]
    [InlineData("nonsense")]
    public async Task Get_SinceThatIsNoPositionInAllPartitions_IsInvalidCursor(string since)
    {
        using HttpResponseMessage response = await _host.Client.GetAsync("/events/history?channel=split&since=" + since);

        ((int)response.StatusCode).ShouldBe(400);
        JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("code").GetString().ShouldBe(ErrorCode.InvalidCursor);
    }

    private static IEnumerable<int> Numbers(IEnumerable<JsonElement> events, string key) =>
        events.Select(e => e.GetProperty("payload")).Where(p => p.GetProperty("key").GetString() == key).Select(p => p.GetProperty("number").GetInt32());

    private async Task SayAsync(string key, int number)
    {
        using HttpResponseMessage response = await _host.SendAsync(
            $$$"""{"name":"split:said","payload":{"key":"{{{key}}}","number":{{{number}}}},"meta":{"partitionKey":"{{{key}}}"}}""");
        await response.ShouldBeOkAsync();
    }
}
