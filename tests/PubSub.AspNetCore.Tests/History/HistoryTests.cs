using System.Text.Json;
using PubSub.Contracts;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.History;

/// <summary>What <c>GET /events/history</c> answers.</summary>
public sealed class HistoryTests : IAsyncLifetime
{
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Get_EmptyChannel_AnswersByteByByte()
    {
        using HttpResponseMessage response = await _host.Client.GetAsync("/events/history?channel=probe");
        await response.ShouldBeOkAsync();
        string body = await response.Content.ReadAsStringAsync();
        string? cursor = JsonElement.Parse(body).GetProperty("cursor").GetString();
        EventId.Parse(cursor!).Offset.ShouldBe(0);
        body.ShouldBe($$"""{"channel":"probe","events":[],"complete":true,"next":null,"cursor":"{{cursor}}"}""");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Get_Events_AreTheEnvelopesThatThePublisherSaw()
    {
        string[] sent = [await NoteAsync("a"), await NoteAsync("b")];
        using HttpResponseMessage response = await _host.Client.GetAsync("/events/history?channel=open");
        (await response.Content.ReadAsStringAsync())
            .ShouldBe($$"""{"channel":"open","events":[{{sent[0]}},{{sent[1]}}],"complete":true,"next":null,"cursor":"{{JsonElement.Parse(sent[1]).GetProperty("id").GetString()}}"}""");
    }

    [Fact]
    public async Task Get_SinceTheCursorOfAnEarlierAnswer_AnswersWhatCameSince()
    {
        await NoteAsync("a");
        string? cursor = (await _host.HistoryAsync("channel=open")).GetProperty("cursor").GetString();
        await NoteAsync("b");

        JsonElement page = await _host.HistoryAsync("channel=open&since=" + cursor);
        page.GetProperty("complete").GetBoolean().ShouldBeTrue();
        page.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("payload").GetProperty("text").GetString()).ShouldBe(["b"]);
    }

    [Fact]
    public async Task Get_Limit_PagesByNext()
    {
        for (int i = 0; i < 5; i++) await NoteAsync($"n{i}");
        var seen = new List<string>();
        string since = "";
        int pages = 0;
        while (true)
        {
            JsonElement page = await _host.HistoryAsync("channel=open&limit=2" + since);
            page.GetProperty("complete").GetBoolean().ShouldBeTrue();
            JsonElement[] events = [.. page.GetProperty("events").EnumerateArray()];
            seen.AddRange(events.Select(e => e.GetProperty("payload").GetProperty("text").GetString()!));
            pages++;
            if (page.GetProperty("next").GetString() is not { } next) break;
            next.ShouldBe(events[^1].GetProperty("id").GetString());
            since = "&since=" + next;
        }

        seen.ShouldBe(["n0", "n1", "n2", "n3", "n4"]);
        pages.ShouldBe(3);
    }

    [Fact]
    public async Task Get_NoLimit_AnswersOneHundred()
    {
        for (int i = 0; i < 101; i++) await NoteAsync("x");
        JsonElement page = await _host.HistoryAsync("channel=open");
        page.GetProperty("events").GetArrayLength().ShouldBe(100);
        page.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task Get_SinceOfAnotherEpoch_IsIncompleteAndBeginsWithTheOldest()
    {
        await NoteAsync("a");
        JsonElement page = await _host.HistoryAsync("channel=open&since=" + new EventId(1, 1, 1));
        page.GetProperty("complete").GetBoolean().ShouldBeFalse();
        page.GetProperty("events").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("2000-01-01", 1)]
    [InlineData("2000-01-01T10:00Z", 1)]
    [InlineData("2000-01-01T10:00:00", 1)]
    [InlineData("2000-01-01T10:00:00.123456Z", 1)]
    [InlineData("2000-01-01T10:00:00%2B05:30", 1)]
    [InlineData("2000-01-01T10:00:00+05:30", 1)]
    [InlineData("0001-01-01", 1)]
    [InlineData("2999-01-01T10:00:00-11:00", 0)]
    public async Task Get_SinceTime_AnswersLaterEvents(string since, int expected)
    {
        await NoteAsync("a");
        JsonElement page = await _host.HistoryAsync("channel=open&since=" + since);
        page.GetProperty("events").GetArrayLength().ShouldBe(expected);
        page.GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Head_Events_AnswersHeadersWithoutBody()
    {
        await NoteAsync("a");
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync("HEAD /events/history?channel=open HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n");
        RawResponse head = await connection.ReadResponseAsync(hasBody: false);
        head.Status.ShouldBe(200);
        head.Headers["Content-Type"].ShouldBe("application/json");
        (await connection.ReadResponseAsync()).Body.ShouldContain("healthy");
    }

    private async Task<string> NoteAsync(string text)
    {
        using HttpResponseMessage response = await _host.SendAsync($$"""{"name":"open:note","payload":{"text":"{{text}}"} }""");
        return (await response.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetRawText();
    }
}
