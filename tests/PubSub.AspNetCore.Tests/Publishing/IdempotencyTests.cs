using System.Net;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Publishing;

/// <summary>What a repeated client event id is answered.</summary>
public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string Wait = """{"name":"probe:wait","payload":{"text":"w"},"clientEventId":"w-1"}""";
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Post_Retry_IsReplayedWithTheSameEvents()
    {
        JsonElement first = await _host.EchoAsync("a", "e-1");
        JsonElement second = await _host.EchoAsync("a", "e-1");
        first.GetProperty("status").GetString().ShouldBe("ok");
        second.GetProperty("status").GetString().ShouldBe("replayed");
        second.GetProperty("result").GetRawText().ShouldBe(first.GetProperty("result").GetRawText());
        second.GetProperty("emittedEvents").GetRawText().ShouldBe(first.GetProperty("emittedEvents").GetRawText());
        _host.State.Runs.ShouldBe(1);
        (await _host.HistoryAsync("channel=probe")).GetProperty("events").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Post_RetryOfTheDeepestRequest_IsReplayedAndItsHistoryReadByAnyReader()
    {
        const int Levels = ContractJson.MaxDepth - 4;
        string deep = new string('[', Levels) + new string(']', Levels);
        string body = """{"name":"probe:echo","payload":{"text":"a","number":1},"clientEventId":"e-1","meta":{"x-deep":""" + deep + "}}";
        using HttpResponseMessage first = await _host.SendAsync(body);
        (await first.Content.ReadAsStringAsync()).ShouldStartWith("""{"status":"ok",""");
        using HttpResponseMessage retry = await _host.SendAsync(body);
        (await retry.Content.ReadAsStringAsync()).ShouldStartWith("""{"status":"replayed",""");
        // Parsed with the limit that readers have who set none.
        (await _host.HistoryAsync("channel=probe")).GetProperty("events").GetArrayLength().ShouldBe(2);
        using HttpResponseMessage deeper = await _host.SendAsync(body.Replace(deep, $"[{deep}]", StringComparison.Ordinal));
        await deeper.ShouldBeProblemAsync(400, ErrorCode.InvalidJson);
    }

    [Fact]
    public async Task Post_HeaderInsteadOfMember_IsTheSameId()
    {
        await _host.EchoAsync("a", "e-1");
        using HttpResponseMessage response = await WithKeyAsync("e-1", """{"name":"probe:echo","payload":{"text":"a","number":1}}""");
        (await response.ShouldBeOkAsync()).GetProperty("status").GetString().ShouldBe("replayed");
    }

    [Fact]
    public async Task Post_HeaderAndMemberDiffer_IsInvalidRequest()
    {
        using HttpResponseMessage response = await WithKeyAsync("e-2", """{"name":"probe:echo","payload":{"text":"a","number":1},"clientEventId":"e-1"}""");
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
        _host.State.Runs.ShouldBe(0);
    }

    [Fact]
    public async Task Post_OtherPayload_IsMismatch()
    {
        await _host.EchoAsync("a", "e-1");
        using HttpResponseMessage response = await _host.SendAsync("""{"name":"probe:echo","payload":{"text":"b","number":1},"clientEventId":"e-1"}""");
        await response.ShouldBeProblemAsync(422, ErrorCode.IdempotencyMismatch);
        _host.State.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task Post_WhileRunning_IsInProgressWithRetryAfter()
    {
        Task<HttpResponseMessage> running = _host.SendAsync(Wait);
        await _host.State.Started.Task.WaitAsync(TestHost.Patience);
        using HttpResponseMessage response = await _host.SendAsync(Wait);
        await response.ShouldBeProblemAsync(409, ErrorCode.InProgress);
        response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));

        _host.State.Release.SetResult();
        using HttpResponseMessage first = await running;
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_ClientDisconnectsWithinTheAction_OutcomeIsThereForTheRetry()
    {
        await using (RawConnection connection = await _host.Host.ConnectAsync())
        {
            await connection.SendAsync($"POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {Wait.Length}\r\n\r\n{Wait}");
            await _host.State.Started.Task.WaitAsync(TestHost.Patience);
            connection.Reset();
        }

        _host.State.Release.SetResult();
        JsonElement answer = await UntilFinishedAsync();
        answer.GetProperty("status").GetString().ShouldBe("replayed");
        answer.GetProperty("result").GetProperty("text").GetString().ShouldBe("w");
        _host.State.Runs.ShouldBe(1);
        (await _host.HistoryAsync("channel=probe")).GetProperty("events").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Post_TwoHundredAtOnce_RunTheActionOnce()
    {
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ =>
            _host.SendAsync("""{"name":"probe:echo","payload":{"text":"a","number":1},"clientEventId":"many"}""")));
        _host.State.Runs.ShouldBe(1);
        int ok = 0;
        foreach (HttpResponseMessage response in responses)
        {
            using (response)
            {
                if (response.StatusCode == HttpStatusCode.Conflict) continue;
                JsonElement answer = await response.ShouldBeOkAsync();
                if (answer.GetProperty("status").GetString() == "ok") ok++;
            }
        }

        ok.ShouldBe(1);
    }

    // While the action's last steps run, a retry is told so; each answer takes a round trip, so this is no busy loop.
    private async Task<JsonElement> UntilFinishedAsync()
    {
        using var limit = new CancellationTokenSource(TestHost.Patience);
        while (true)
        {
            using HttpRequestMessage request = ProbeHost.Post(Wait);
            using HttpResponseMessage response = await _host.Client.SendAsync(request, limit.Token);
            if (response.StatusCode != HttpStatusCode.Conflict) return await response.ShouldBeOkAsync();
        }
    }

    private async Task<HttpResponseMessage> WithKeyAsync(string key, string body)
    {
        using HttpRequestMessage request = ProbeHost.Post(body);
        request.Headers.Add("Idempotency-Key", key);
        return await _host.Client.SendAsync(request);
    }
}
