using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Publishing;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Publishing;

public sealed class EventPublisherTests : IAsyncLifetime
{
    private readonly PublishHarness _harness = PublishHarness.Create(o => o.MaxPayloadBytes = 1024);

    private IEventPublisher Publisher => _harness.Get<IEventPublisher>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task PublishAsync_EventOfAFixedChannel_PublishesWithItsRetention()
    {
        EventId id = await Publisher.PublishAsync(new ProbeNoted(3));

        id.ShouldBe(_harness.Adapter.Published.Single().Id);
        _harness.Adapter.Published.Single().Json.ShouldBe(
            """{"name":"probe:noted","channel":"probe","payload":{"number":3},"meta":{"version":1,"source":"tests"}}""");
        _harness.Adapter.Options.Single().Retention!.Age.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task PublishAsync_EventOfAnAddress_PublishesThere()
    {
        await Publisher.PublishAsync(new RoomChannel("a:b"), new RoomSpoke("hi"));

        _harness.Adapter.Published.Single().Channel.Value.ShouldBe("room:a%3Ab");
        _harness.Adapter.Options.Single().Retention.ShouldBeNull();
    }

    [Fact]
    public async Task PublishAsync_WithMeta_CarriesItUnderTheContractsVersion()
    {
        var meta = new EventMeta
        {
            Version = 9,
            Source = "importer",
            PartitionKey = "k",
            Extensions = new Dictionary<string, JsonElement> { ["trace"] = JsonSerializer.SerializeToElement("t"), ["version"] = JsonSerializer.SerializeToElement(8) },
        };

        await Publisher.PublishAsync(new ProbeNoted(3), meta);

        _harness.Adapter.Published.Single().Json.ShouldEndWith(""","meta":{"version":1,"source":"importer","partitionKey":"k","trace":"t"}}""");
    }

    [Fact]
    public async Task PublishAsync_ClientEvent_RunsNoAction()
    {
        await Publisher.PublishAsync(new ProbeRan("k"));

        _harness.Script.Runs.ShouldBe(0);
        _harness.Adapter.Names.ShouldBe(["probe:ran"]);
    }

    [Fact]
    public async Task PublishAsync_ParametricChannelWithoutItsRecord_IsInvalidChannel() =>
        (await RefusedAsync(() => Publisher.PublishAsync(new RoomSpoke("hi")))).Code.ShouldBe(ErrorCode.InvalidChannel);

    [Fact]
    public async Task PublishAsync_ParameterThatNoAddressMayHold_IsInvalidChannel() =>
        (await RefusedAsync(() => Publisher.PublishAsync(new RoomChannel(".."), new RoomSpoke("hi")))).Code.ShouldBe(ErrorCode.InvalidChannel);

    [Fact]
    public async Task PublishAsync_TypeThatIsNoEvent_IsUnknown() =>
        (await RefusedAsync(() => Publisher.PublishAsync("text"))).Code.ShouldBe(ErrorCode.UnknownEvent);

    [Fact]
    public async Task PublishAsync_ClientSentOnlyEvent_IsRefused() =>
        (await RefusedAsync(() => Publisher.PublishAsync(new ProbeAsked("k")))).Code.ShouldBe(ErrorCode.InvalidRequest);

    [Fact]
    public async Task PublishAsync_PayloadOverTheLimit_IsTooLarge() =>
        (await RefusedAsync(() => Publisher.PublishAsync(new OpenSaid(new string('x', 1024))))).Code.ShouldBe(ErrorCode.PayloadTooLarge);

    [Fact]
    public async Task PublishAsync_NumberThatJsonCannotCarry_IsInvalidPayload() =>
        (await RefusedAsync(() => Publisher.PublishAsync(new OpenShaped("n", Ratio: double.NaN)))).Code.ShouldBe(ErrorCode.InvalidPayload);

    [Fact]
    public async Task PublishAsync_Cancelled_EndsTheWait()
    {
        _harness.Adapter.Before = _ => new TaskCompletionSource().Task;
        using var cancel = new CancellationTokenSource();
        Task publish = Publisher.PublishAsync(new ProbeNoted(1), cancellationToken: cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => publish);
    }

    [Fact]
    public async Task PublishAsync_BrokerIsAway_LogsTheReasonWithoutATrace()
    {
        _harness.Adapter.Before = _ => throw new BrokerUnavailableException("nobody listens");

        (await RefusedAsync(() => Publisher.PublishAsync(new ProbeNoted(1)))).Code.ShouldBe(ErrorCode.BrokerUnavailable);

        (_, string message, Exception? error) = _harness.Log.Entries.Single(e => e.Id == 1100);
        message.ShouldContain("nobody listens");
        error.ShouldBeNull();
    }

    private static Task<PubSubException> RefusedAsync(Func<ValueTask<EventId>> publish) =>
        Should.ThrowAsync<PubSubException>(async () => await publish());
}
