using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Contracts;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Access;

/// <summary>Who is denied a channel is answered the same, to the byte, whether it has members and history or has never been used.</summary>
public sealed class DenialLeakTests : AccessTestBase, IAsyncLifetime
{
    private const string Used = "zanzibar";
    private const string Unused = "nowhere";
    private const string PresenceInfo = "Ann of Persia";

    private SocketClient _member = null!;
    private SseStream _reader = null!;
    private EventId _lastId;

    public static TheoryData<string, string, string?> Requests => new()
    {
        { "POST", "/events", """{"name":"room:say","channel":"room:NAME","payload":{"text":"a"}}""" },
        { "POST", "/events", """{"name":"room:say","channel":"room:NAME","payload":{"text":"a"},"clientEventId":"ann-1"}""" },
        { "POST", "/events", """{"name":"room:say","channel":"room:NAME","payload":{"wrong":1}}""" },
        { "POST", "/events", """{"name":"hi","channel":"private-NAME","payload":1}""" },
        { "POST", "/events", """{"name":"hi","channel":"tenant:acme:presence:room:NAME","payload":1}""" },
        { "GET", "/events?channel=room:NAME", null },
        { "HEAD", "/events?channel=room:NAME", null },
        { "GET", "/events?channel=room:NAME&lastEventId=LAST", null },
        { "GET", "/events?channel=room:NAME&since=LAST&event=room:say&where=payload.text:a", null },
        { "GET", "/events?channel=presence-NAME", null },
        { "GET", "/events?channel=open&channel=room:NAME", null },
        { "GET", "/events/history?channel=room:NAME", null },
        { "GET", "/events/history?channel=room:NAME&since=LAST", null },
        { "GET", "/events/history?channel=presence-NAME", null },
        { "POST", "/channels/room:NAME/publish", """{"event":"room:say","data":{"text":"a"}}""" },
        { "POST", "/channels/room/publish", """{"event":"room:say","data":{"text":"a"},"params":{"roomId":"NAME"}}""" },
        { "POST", "/channels/presence-NAME/publish", """{"event":"hi","data":1}""" },
        { "GET", "/channels/room:NAME/subscribe", null },
        { "GET", "/channels/room:NAME/subscribe?presence=true", null },
        { "GET", "/channels/presence-NAME/subscribe?presence=true", null },
        { "GET", "/channels/tenant:acme:presence:room:NAME/subscribe", null },
        { "GET", "/channels/room:NAME/presence", null },
        { "GET", "/channels/presence-NAME/presence", null },
        { "GET", "/channels/presence-NAME/presence?list=false", null },
        { "GET", "/channels/tenant:acme:presence:room:NAME/presence", null },
        { "POST", "/events/ticket", """{"channels":["room:NAME"]}""" },
        { "POST", "/events/ticket", """{"channels":["open","presence-NAME"]}""" },
    };

    public static TheoryData<string> Messages =>
    [
        """{"type":"join","channel":"CHANNEL","requestId":"1"}""",
        """{"type":"join","channel":"CHANNEL","userInfo":{"name":"Bob"},"envelopes":true}""",
        """{"type":"join","channel":"CHANNEL","lastEventId":"LAST"}""",
        """{"type":"leave","channel":"CHANNEL"}""",
        """{"type":"channel:message","channel":"CHANNEL","event":"hi","data":1}""",
        """{"type":"channel:update","channel":"CHANNEL","userInfo":{"name":"Bob"}}""",
    ];

    /// <summary>Ann is in every channel and has said something there.</summary>
    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _lastId = await Host.Host.Services.GetRequiredService<IEventPublisher>().PublishAsync(new RoomChannel(Used), new RoomSay("hello"));
        using HttpResponseMessage said = await PostAsync(
            "/events", $$$"""{"name":"room:say","channel":"room:{{{Used}}}","payload":{"text":"a"},"clientEventId":"ann-1"}""", As("ann"));
        await said.ShouldBeOkAsync();
        _member = await SocketClient.ConnectAsync(
            Host.Host.BaseAddress, "/ws", (HeaderAuthentication.Header, "ann"), (HeaderAuthentication.ClaimHeader, "tenant=acme"));
        foreach (string channel in new[] { $"private-{Used}", $"presence-{Used}", $"tenant:acme:presence:room:{Used}", $"room:{Used}" })
        {
            JsonElement joined = await _member.AskAsync($$$"""{"type":"join","channel":"{{{channel}}}","userInfo":{"name":"{{{PresenceInfo}}}"}}""");
            joined.GetProperty("type").GetString().ShouldBe("channel:joined");
        }

        _reader = await OpenAsync($"/channels/room:{Used}/subscribe", As("ann"));
        await _reader.NextControlAsync("pubsub:ready");
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _member.DisposeAsync();
        await DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Denied_ByHttp_IsAnsweredAlike(string method, string path, string? body)
    {
        foreach (string? user in new[] { null, "bob" })
        {
            string used = await AskAsync(method, path, body, user, Used);
            used.ShouldStartWith(user is null ? "401" : "403");
            used.ShouldBe(await AskAsync(method, path, body, user, Unused));
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Denied_OverWebSocket_IsAnsweredAlike(string message)
    {
        foreach (string? user in new[] { null, "bob" })
        {
            (string, string)[] headers = user is null ? [] : [(HeaderAuthentication.Header, user)];
            await using SocketClient client = await SocketClient.ConnectAsync(Host.Host.BaseAddress, "/ws", headers);
            foreach (string channel in new[] { "private-NAME", "presence-NAME", "tenant:acme:presence:room:NAME", "room:NAME" })
            {
                string[] answers = new string[2];
                foreach ((int i, string name) in new[] { Used, Unused }.Index())
                {
                    string said = message.Replace("CHANNEL", channel.Replace("NAME", name, StringComparison.Ordinal), StringComparison.Ordinal);
                    JsonElement answer = await client.AskAsync(said.Replace("LAST", _lastId.ToString(), StringComparison.Ordinal));
                    answer.GetProperty("type").GetString().ShouldBe("error");
                    answers[i] = answer.GetRawText().Replace(name, "NAME", StringComparison.Ordinal);
                }

                answers[0].ShouldBe(answers[1]);
            }
        }
    }

    [Theory]
    [InlineData("/events/contract")]
    [InlineData("/health")]
    public async Task Report_OfTheWholeHost_NamesNoAddressAndNobody(string path)
    {
        using HttpResponseMessage response = await GetAsync(path);
        string text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        foreach (string secret in new[] { Used, PresenceInfo, "acme" }) text.ShouldNotContain(secret, Case.Insensitive);
    }

    [Fact]
    public async Task Measure_OfAUsedChannel_NamesNoAddressAndNobody()
    {
        using var measured = new Measured();
        await _member.AskAsync($$"""{"type":"channel:message","channel":"private-{{Used}}","event":"{{Used}}","data":1}""");
        await Host.Host.Services.GetRequiredService<IEventPublisher>().PublishAsync(new RoomChannel(Used), new RoomSay("hello"));

        using HttpResponseMessage denied = await PostAsync($"/channels/presence-{Used}/publish", $$"""{"event":"{{Used}}","data":1}""", As("bob"));

        string text = measured.ToString();

        text.ShouldContain("room:say");
        text.ShouldContain(ErrorCode.Forbidden);
        foreach (string secret in new[] { Used, PresenceInfo, "acme" }) text.ShouldNotContain(secret, Case.Insensitive);
    }

    protected override void Configure(PubSubOptions options)
    {
        options.AddManagerChannels();
        AccessRule ann = AccessRule.When(context => context.UserId == "ann");
        options.Guard("private-*", ann);
        options.Guard("presence-*", ann);
        options.Channel<RoomChannel>(channel => channel.Publish = channel.Subscribe = ann);
    }

    /// <summary>All of an answer but what differs with each request.</summary>
    private async Task<string> AskAsync(string method, string path, string? body, string? user, string name)
    {
        string Fill(string text) => text.Replace("NAME", name, StringComparison.Ordinal).Replace("LAST", _lastId.ToString(), StringComparison.Ordinal);
        using HttpRequestMessage request = body is null ? new HttpRequestMessage(new HttpMethod(method), Fill(path)) : ProbeHost.Post(Fill(body), Fill(path));
        if (user is not null) request.Headers.Add(HeaderAuthentication.Header, user);
        using HttpResponseMessage response = await Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        string requestId = response.Headers.GetValues("X-Request-Id").Single();
        IEnumerable<string> headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not "Date").Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");
        string answer = $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n\n{await response.Content.ReadAsStringAsync()}";
        return answer.Replace(requestId, "REQUEST", StringComparison.Ordinal).Replace(name, "NAME", StringComparison.Ordinal);
    }

    /// <summary>The names and tags of what is measured, of other tests' hosts as well.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<string> _seen = new();

        public Measured()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "PubSub") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
            _listener.Start();
        }

        public void Dispose() => _listener.Dispose();

        public override string ToString() => string.Join('\n', _seen);

        private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _seen.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
    }
}
