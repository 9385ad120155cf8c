using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Contracts;
using PubSub.Core.Publishing;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Publishing;

public sealed class PublishPipelineTests : IAsyncLifetime
{
    private readonly PublishHarness _harness = PublishHarness.Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task RunAsync_PureBroadcast_PublishesAndAnswersTheEnvelope()
    {
        PublishResult result = await _harness.SendAsync("""{"name":"open:said","payload":{"text":"hi"}}""", Caller.Anonymous);

        JsonElement answer = PublishHarness.Answer(result);
        answer.GetProperty("status").GetString().ShouldBe("ok");
        answer.GetProperty("result").ValueKind.ShouldBe(JsonValueKind.Null);
        JsonElement envelope = answer.GetProperty("emittedEvents")[0];
        envelope.EnumerateObject().Select(m => m.Name).ShouldBe(["id", "name", "channel", "payload", "timestamp", "meta"]);
        envelope.GetProperty("id").GetString().ShouldBe(_harness.Adapter.Published.Single().Id.ToString());
        envelope.GetProperty("meta").GetRawText().ShouldBe("""{"version":1,"source":"tests","requestId":"request-1"}""");
    }

    [Fact]
    public async Task RunAsync_ActionEmits_PublishesTheEventFirstThenWhatWasEmitted()
    {
        _harness.Script.Body = async (_, context, _) =>
        {
            await context.EmitAsync(new ProbeNoted(1));
            await context.EmitAsync(new RoomChannel("a b"), new RoomSpoke("hello"));
            return 7;
        };

        PublishResult result = await _harness.SendAsync("""{"name":"probe:ran","payload":{"key":"k"},"clientEventId":"c"}""");

        _harness.Adapter.Names.ShouldBe(["probe:ran", "probe:noted", "room:spoke"]);
        _harness.Adapter.Published[2].Channel.Value.ShouldBe("room:a%20b");
        JsonElement answer = PublishHarness.Answer(result);
        answer.GetProperty("result").GetRawText().ShouldBe("""{"number":7}""");
        answer.GetProperty("emittedEvents").EnumerateArray().Select(e => e.GetProperty("name").GetString()).ShouldBe(_harness.Adapter.Names);
        answer.GetProperty("emittedEvents")[0].GetProperty("meta").GetProperty("version").GetInt32().ShouldBe(3);
        answer.GetProperty("emittedEvents")[1].GetProperty("meta").GetProperty("clientEventId").GetString().ShouldBe("c");
    }

    [Fact]
    public async Task RunAsync_ClientSentOnlyEvent_RunsItsActionAndIsNotBroadcast()
    {
        PublishResult result = await _harness.SendAsync("""{"name":"probe:asked","payload":{"key":"k"}}""");

        _harness.Script.Runs.ShouldBe(1);
        _harness.Adapter.Published.ShouldBeEmpty();
        PublishHarness.Answer(result).GetProperty("result").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("""{"name":"no:such","payload":{}}""", ErrorCode.UnknownEvent)]
    [InlineData("""{"name":"probe:noted","payload":{"number":1}}""", ErrorCode.NotClientSendable)]
    [InlineData("""{"name":"room:spoke","payload":{"text":"x"}}""", ErrorCode.InvalidChannel)]
    [InlineData("""{"name":"room:spoke","payload":{"text":"x"},"channel":"open"}""", ErrorCode.InvalidChannel)]
    [InlineData("""{"name":"room:spoke","payload":{"text":"x"},"channel":"room:.."}""", ErrorCode.InvalidChannel)]
    [InlineData("""{"name":"room:spoke","payload":{"text":"x"},"channel":"room:%2E%2E"}""", ErrorCode.InvalidChannel)]
    [InlineData("""{"name":"room:spoke","payload":{"text":"x"},"channel":"room:%00"}""", ErrorCode.InvalidChannel)]
    [InlineData("""{"name":"room:spoke","payload":{"text":"x"},"channel":"room:a\u0007"}""", ErrorCode.InvalidChannel)]
    [InlineData("""{"name":"room:spoke","payload":{"text":"x"},"channel":"room:a:b"}""", ErrorCode.InvalidChannel)]
    [InlineData("""{"name":"open:said","payload":{"text":"x"},"channel":"probe"}""", ErrorCode.InvalidChannel)]
    [InlineData("""{"name":"open:said","payload":{"text":5}}""", ErrorCode.InvalidPayload)]
    public async Task RunAsync_BadRequest_IsRefusedWithItsCode(string json, string code)
    {
        PubSubException refusal = await _harness.RefusedAsync(json);

        refusal.Code.ShouldBe(code);
        _harness.Adapter.Attempts.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_FixedChannelGivenRight_IsAccepted()
    {
        await _harness.SendAsync("""{"name":"open:said","payload":{"text":"x"},"channel":"open"}""");

        _harness.Adapter.Published.Single().Channel.Value.ShouldBe("open");
    }

    [Fact]
    public async Task RunAsync_AnonymousOnAClosedChannel_IsUnauthenticatedBeforeItsPayloadIsRead()
    {
        PubSubException refusal = await _harness.RefusedAsync("""{"name":"closed:said","payload":{"wrong":1}}""", Caller.Anonymous);

        refusal.Code.ShouldBe(ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task RunAsync_HostAllowsAnonymous_AnonymousMayPublish()
    {
        await using PublishHarness open = PublishHarness.Create(o => o.AllowAnonymous = true);

        await open.SendAsync("""{"name":"closed:said","payload":{"text":"x"}}""", Caller.Anonymous);

        open.Adapter.Published.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_HostClosesAPublicChannel_AnonymousIsUnauthenticated()
    {
        await using PublishHarness closed = PublishHarness.Create(o => o.Channel<OpenChannel>(c => c.Public = false).AllowAnonymous = true);

        PubSubException refusal = await closed.RefusedAsync("""{"name":"open:said","payload":{"text":"x"}}""", Caller.Anonymous);

        refusal.Code.ShouldBe(ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task RunAsync_BodyOverTheLimit_IsTooLarge()
    {
        await using PublishHarness small = PublishHarness.Create(o => o.MaxPayloadBytes = 1024);

        PubSubException refusal = await small.RefusedAsync("""{"name":"open:said","payload":{"text":""" + "\"" + new string('x', 1024) + "\"}}");

        refusal.Code.ShouldBe(ErrorCode.PayloadTooLarge);
    }

    [Fact]
    public async Task RunAsync_BodyInManyBuffers_IsReadAcrossThem()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"name":"open:said","payload":{"text":"grüße"}}""");

        await _harness.SendAsync(Segment.Split(json));

        _harness.Adapter.Published.Single().Json.ShouldContain("grüße");
    }

    [Fact]
    public async Task RunAsync_PrettyPrintedPayload_IsPublishedOnOneLine()
    {
        await _harness.SendAsync("{\"name\":\"open:shaped\",\"payload\":{\n  \"name\": \"a\\nb\",\r\n  \"free\": {\n\"x\" : [ 1.0 ]\n}\n}}");

        string body = _harness.Adapter.Published.Single().Json;
        body.ShouldNotContain('\n');
        body.ShouldNotContain('\r');
        body.ShouldContain("""
            "free":{"x":[1.0]}
            """);
    }

    [Fact]
    public async Task RunAsync_PayloadSpelledFreely_IsPublishedAsTheContractSaysIt()
    {
        await _harness.SendAsync("""{"name":"open:shaped","payload":{"shout":"FORGED","price":10.500,"colour":"green","name":"n"}}""");

        _harness.Adapter.Published.Single().Json.ShouldContain("""
            "payload":{"name":"n","colour":"Green","price":10.500,"free":null,"ratio":0,"shout":"N"}
            """);
    }

    [Fact]
    public async Task RunAsync_NumberThatJsonCannotCarryOn_IsInvalidPayload()
    {
        PubSubException refusal = await _harness.RefusedAsync("""{"name":"open:shaped","payload":{"name":"n","ratio":1e999}}""");

        refusal.Code.ShouldBe(ErrorCode.InvalidPayload);
        _harness.Adapter.Attempts.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_BrokerFails_IsUnavailableWithRetryAfter()
    {
        _harness.Adapter.Before = _ => throw new Adapters.BrokerUnavailableException("down");

        PubSubException refusal = await _harness.RefusedAsync("""{"name":"open:said","payload":{"text":"x"}}""");

        refusal.Code.ShouldBe(ErrorCode.BrokerUnavailable);
        refusal.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task RunAsync_BrokerFrozen_IsUnavailableAfterThePublishTimeout()
    {
        _harness.Adapter.Before = _ => new TaskCompletionSource().Task;
        Task<PubSubException> refused = _harness.RefusedAsync("""{"name":"open:said","payload":{"text":"x"}}""");
        refused.IsCompleted.ShouldBeFalse();

        _harness.Time.Advance(_harness.Options.PublishTimeout);

        (await refused).Code.ShouldBe(ErrorCode.BrokerUnavailable);
    }

    [Fact]
    public async Task RunAsync_PureBroadcast_AllocatesLittle()
    {
        // Neither a logger, a clock nor an adapter of tests is measured.
        await using PublishHarness harness = PublishHarness.Create(register: s => s.AddSingleton<Adapters.IEventAdapter, NullAdapter>());
        var body = new ReadOnlySequence<byte>("""{"name":"open:said","payload":{"text":"hello, everyone"}}"""u8.ToArray());
        PublishPipeline pipeline = harness.Pipeline;
        var request = new PublishRequest(body, PublishHarness.Alice, "r");
        for (int i = 0; i < 2000; i++) Run();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Run();
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;

        // With the state machines of a debug build, which are classes.
        each.ShouldBeLessThan(3072);

        void Run()
        {
            ValueTask<PublishResult> run = pipeline.RunAsync(request, CancellationToken.None);
            run.IsCompletedSuccessfully.ShouldBeTrue();
            _ = run.Result;
        }
    }

    private sealed class NullAdapter : Adapters.IEventAdapter
    {
        public string Name => "null";

        public Adapters.IEventHistory? History => null;

        public bool Deduplicates => false;

        public bool MayLoseSilently => false;

        public ValueTask StartAsync(Adapters.IEventSink sink, CancellationToken cancellationToken) => default;

        public ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => default;

        public ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => default;

        public ValueTask<EventId> PublishAsync(
            ChannelName channel, Adapters.EventBody body, Adapters.PublishOptions options, CancellationToken cancellationToken) => new(new EventId(1, 1, 1));

        public ValueTask<Adapters.AdapterHealth> CheckHealthAsync(CancellationToken cancellationToken) => new(new Adapters.AdapterHealth(true));

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Split(byte[] bytes)
        {
            Segment? first = null, last = null;
            for (int i = 0; i < bytes.Length; i += 3)
            {
                var next = new Segment { Memory = bytes.AsMemory(i, Math.Min(3, bytes.Length - i)), RunningIndex = i };
                if (last is not null) last.Next = next;
                first ??= next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
        }
    }
}
