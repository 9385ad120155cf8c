using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Publishing;

/// <summary>What <c>POST /events</c> answers when it does what it is asked to do.</summary>
public sealed class PublishTests : IAsyncLifetime
{
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync(s => s.PubSub.Add(o => o.Source = "probe-host"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Post_EventWithAction_AnswersResultAndEmittedEventsByteByByte()
    {
        using HttpResponseMessage response = await _host.SendAsync("""{"name":"probe:echo","payload":{"text":"hé\u00e9 <&>","number":7}}""");
        JsonElement answer = await response.ShouldBeOkAsync();

        EventId[] ids = [.. answer.GetProperty("emittedEvents").EnumerateArray().Select(e => EventId.Parse(e.GetProperty("id").GetString()!))];
        string requestId = response.Headers.GetValues("X-Request-Id").Single();
        string meta = $"\"source\":\"probe-host\",\"requestId\":\"{requestId}\"";
        (await response.Content.ReadAsStringAsync()).ShouldBe(
            """{"status":"ok","result":{"text":"héé <&>","runs":1},"emittedEvents":["""
            + $$"""{"id":"{{ids[0]}}","name":"probe:echo","channel":"probe","payload":{"text":"héé <&>","number":7,"kind":"Plain","note":null},"""
            + $$"""  "timestamp":"{{Time(ids[0])}}","meta":{"version":3,{{meta}}}""".TrimStart() + "},"
            + $$"""{"id":"{{ids[1]}}","name":"probe:echoed","channel":"probe","payload":{"text":"héé <&>"},"""
            + $$"""  "timestamp":"{{Time(ids[1])}}","meta":{"version":1,{{meta}}}""".TrimStart() + "}]}");
        ids[1].IsAfter(ids[0]).ShouldBeTrue();
    }

    [Fact]
    public async Task Post_Answer_IsNotStored()
    {
        using HttpResponseMessage response = await _host.SendAsync("""{"name":"probe:echo","payload":{"text":"a","number":1}}""");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Post_ParametricChannel_PublishesOnItsAddress()
    {
        using HttpResponseMessage response = await _host.SendAsync("""{"name":"room:say","payload":{"text":"hi"},"channel":"room:caf%c3%a9"}""");
        JsonElement answer = await response.ShouldBeOkAsync();

        JsonElement sent = answer.GetProperty("emittedEvents").EnumerateArray().Single();
        sent.GetProperty("channel").GetString().ShouldBe("room:caf%C3%A9");
        answer.GetProperty("result").ValueKind.ShouldBe(JsonValueKind.Null);
        JsonElement history = await _host.HistoryAsync("channel=" + Uri.EscapeDataString("room:caf%C3%A9"));
        history.GetProperty("events")[0].GetRawText().ShouldBe(sent.GetRawText());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/vnd.probe.v1+json")]
    public async Task Post_JsonMediaType_IsAccepted(string mediaType)
    {
        using HttpRequestMessage request = ProbeHost.Post("""{"name":"probe:echo","payload":{"text":"a","number":1}}""");
        request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        using HttpResponseMessage response = await _host.Client.SendAsync(request);
        await response.ShouldBeOkAsync();
    }

    [Fact]
    public async Task Post_BodyByteByByteInChunks_IsAccepted()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync("POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (char c in """{"name":"probe:echo","payload":{"text":"slow","number":1}}""") await connection.SendAsync($"1\r\n{c}\r\n");
        await connection.SendAsync("0\r\n\r\n");

        RawResponse response = await connection.ReadResponseAsync();
        response.Status.ShouldBe(200, response.Body);
        response.Body.ShouldContain("\"text\":\"slow\"");
    }

    [Fact]
    public async Task Post_ClientMeta_TravelsWithTheEvent()
    {
        using HttpResponseMessage response = await _host.SendAsync(
            """{"name":"open:note","payload":{"text":"a"},"clientEventId":"c-1","meta":{"partitionKey":"p","x-trace":{"a":[1]}}}""");
        JsonElement meta = (await response.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("meta");
        meta.GetProperty("clientEventId").GetString().ShouldBe("c-1");
        meta.GetProperty("partitionKey").GetString().ShouldBe("p");
        meta.GetProperty("x-trace").GetRawText().ShouldBe("""{"a":[1]}""");
    }

    [Fact]
    public async Task Post_SendRequestIdOff_AnswersWithoutHeader()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(s => s.Http.Add(o => o.SendRequestId = false));
        using HttpResponseMessage response = await host.SendAsync("""{"name":"open:note","payload":{"text":"a"}}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.Contains("X-Request-Id").ShouldBeFalse();
    }

    private static string Time(EventId id) => id.Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
