using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Publishing;
using PubSub.Core.Tests.Support;

namespace PubSub.Core.Tests.Publishing;

public sealed class FreeChannelPublisherTests : IAsyncLifetime
{
    private static readonly EventSender s_alice = new() { ClientId = "c1", UserId = "alice" };

    private readonly PublishHarness _harness = PublishHarness.Create(o => o.MaxPayloadBytes = 1024);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task PublishAsync_AnyJson_PublishesTheEnvelopeWithItsSender()
    {
        ChannelEvent published = await PublishAsync("public-chat", "new-message", """{ "text": "hi", "n": 1.50 }""");

        _harness.Adapter.Published.Single().Channel.Value.ShouldBe("public-chat");
        _harness.Adapter.Published.Single().Json.ShouldBe(
            """{"name":"new-message","channel":"public-chat","payload":{"text":"hi","n":1.50},"meta":{"source":"tests","requestId":"request-1","from":{"clientId":"c1","userId":"alice"}}}""");
        published.Id.ShouldBe(_harness.Adapter.Published.Single().Id);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("[1,{\"a\":[]}]")]
    [InlineData("-0.5e3")]
    public async Task PublishAsync_DataThatIsNoObject_TravelsAsItIs(string data)
    {
        await PublishAsync("private-a", "said", data);

        _harness.Adapter.Published.Single().Json.ShouldContain($"\"payload\":{data},");
    }

    [Fact]
    public async Task PublishAsync_DataOfSeveralLines_IsCarriedOnOne()
    {
        await PublishAsync("private-a", "said", "{\r\n\"a\":\n1}");

        _harness.Adapter.Published.Single().Json.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("größe")]
    [InlineData("pubsub:ready")]
    [InlineData("PubSub:gap")]
    [InlineData("presence:join")]
    public async Task PublishAsync_NameThatNoEventMayHave_IsInvalid(string name) =>
        (await RefusedAsync(name, "{}")).Code.ShouldBe(ErrorCode.InvalidRequest);

    [Fact]
    public async Task PublishAsync_NameOverTheLimit_IsInvalid() =>
        (await RefusedAsync(new string('a', 201), "{}")).Code.ShouldBe(ErrorCode.InvalidRequest);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("1 2")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("\"\\ud800\"")]
    public async Task PublishAsync_DataThatCannotBeRead_IsInvalidPayload(string data) =>
        (await RefusedAsync("said", data)).Code.ShouldBe(ErrorCode.InvalidPayload);

    [Fact]
    public async Task PublishAsync_DataNestedTooDeeply_IsInvalidPayload() =>
        (await RefusedAsync("said", new string('[', 62) + new string(']', 62))).Code.ShouldBe(ErrorCode.InvalidPayload);

    [Fact]
    public async Task PublishAsync_DataOverTheLimit_IsTooLarge() =>
        (await RefusedAsync("said", $"\"{new string('x', 1024)}\"")).Code.ShouldBe(ErrorCode.PayloadTooLarge);

    private Task<PubSubException> RefusedAsync(string name, string data) =>
        Should.ThrowAsync<PubSubException>(async () => await PublishAsync("private-a", name, data));

    private async Task<ChannelEvent> PublishAsync(string channel, string name, string data)
    {
        ChannelName address = ChannelName.Parse(channel);
        _harness.Get<EventCatalog>().TryGetChannel(address, out ChannelDefinition? definition).ShouldBeTrue();
        return await _harness.Get<FreeChannelPublisher>().PublishAsync(
            address, definition!, name, Encoding.UTF8.GetBytes(data), s_alice, "request-1", CancellationToken.None);
    }
}
