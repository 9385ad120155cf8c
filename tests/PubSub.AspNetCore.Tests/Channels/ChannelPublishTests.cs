using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Channels;

/// <summary><c>POST /channels/{channel}/publish</c>, and the same from server code.</summary>
public sealed class ChannelPublishTests : ChannelTestBase
{
    private const string MoveStart = """{"event":"move","data":{"userId":"ann","x":1,"y":2.5}""";

    private IChannelPublisher Publisher => Host.Host.Services.GetRequiredService<IChannelPublisher>();

    [Fact]
    public async Task Post_NameAndParams_PublishesOnTheAddress()
    {
        JsonElement sent = await PublishedAsync("cursor", MoveStart + ""","params":{"roomId":"room 1"}}""");

        sent.GetProperty("name").GetString().ShouldBe("move");
        sent.GetProperty("channel").GetString().ShouldBe("cursor:room%201");
        sent.GetProperty("payload").GetRawText().ShouldBe("""{"userId":"ann","x":1,"y":2.5}""");
    }

    [Theory]
    [InlineData("}")]
    [InlineData(""","params":null}""")]
    [InlineData(""","params":{}}""")]
    [InlineData(""","params":{"roomId":null}}""")]
    public async Task Post_OptionalParameterLeftOut_PublishesOnTheNameAlone(string end) =>
        (await PublishedAsync("cursor", MoveStart + end)).GetProperty("channel").GetString().ShouldBe("cursor");

    [Fact]
    public async Task Post_WholeAddress_PublishesThere() =>
        (await PublishedAsync("cursor:room%201", MoveStart + "}")).GetProperty("channel").GetString().ShouldBe("cursor:room%201");

    [Fact]
    public async Task Post_ParametersOfEachType_StandInTheAddressAsTheyAreWritten()
    {
        JsonElement sent = await PublishedAsync(
            "board",
            """{"event":"blur","data":{"userId":"a"},"params":{"layer":"Front","draft":true,"page":-3,"tenant":"0f8fad5b-d9cb-469f-a165-70867728950e","name":"a:b"}}""");

        sent.GetProperty("channel").GetString().ShouldBe("board:0f8fad5b-d9cb-469f-a165-70867728950e:-3:true:Front:a%3Ab");
    }

    [Fact]
    public async Task Post_ParametricRecordChannel_TakesItsParametersToo()
    {
        JsonElement sent = await PublishedAsync("room", """{"event":"room:say","data":{"text":"hi"},"params":{"roomId":"a"}}""");

        sent.GetProperty("channel").GetString().ShouldBe("room:a");
    }

    [Fact]
    public async Task Post_SameClientEventId_IsReplayed()
    {
        string json = MoveStart + ""","clientEventId":"m-1","meta":{"x-trace":"t"}}""";
        (await PublishedAsync("cursor", json)).GetProperty("meta").GetProperty("x-trace").GetString().ShouldBe("t");

        using HttpResponseMessage again = await PublishAsync("cursor", json);

        (await again.ShouldBeOkAsync()).GetProperty("status").GetString().ShouldBe("replayed");
    }

    [Fact]
    public async Task Post_AnonymousWithAClientEventId_IsRefusedAndBringsTheSession()
    {
        using HttpResponseMessage response = await PublishAsync("public-a", """{"event":"said","data":{},"clientEventId":"m-1"}""", user: null);

        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
        response.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("pubsub-session=");
    }

    [Fact]
    public async Task Post_PayloadThatDoesNotFit_IsToldByThePathOfData()
    {
        using HttpResponseMessage response = await PublishAsync("cursor", """{"event":"move","data":{"userId":"","x":"1","y":2}}""");

        JsonElement errors = (await response.ShouldBeProblemAsync(400, ErrorCode.InvalidPayload)).GetProperty("errors");
        errors.EnumerateObject().Select(e => e.Name).ShouldBe(["$.data.x"]);
    }

    [Theory]
    [InlineData("""{"data":{}}""", "$.event")]
    [InlineData("""{"event":"move"}""", "$.data")]
    [InlineData("""{"event":"move","data":null}""", "$.data")]
    [InlineData("""{"event":5,"data":{}}""", "$.event")]
    public async Task Post_MemberMissing_IsToldByItsPath(string json, string path)
    {
        using HttpResponseMessage response = await PublishAsync("cursor", json);

        (await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest)).GetProperty("errors").EnumerateObject().Single().Name.ShouldBe(path);
    }

    [Theory]
    [InlineData("""{"name":"move","payload":{}}""")]
    [InlineData("""{"event":"move","data":{},"channel":"cursor"}""")]
    [InlineData("""{"event":"move","data":{},"data":{}}""")]
    [InlineData("[]")]
    public async Task Post_AnotherShape_IsInvalidRequest(string json)
    {
        using HttpResponseMessage response = await PublishAsync("cursor", json);
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task Post_Anonymous_IsUnauthenticatedWhereTheRuleAsksForACaller()
    {
        using HttpResponseMessage response = await PublishAsync("cursor", MoveStart + "}", user: null);
        await response.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task Post_WithoutTheRole_IsForbidden()
    {
        using HttpResponseMessage response = await PublishAsync("admin-logs", """{"event":"action","data":{"userId":"a"}}""");
        await response.ShouldBeProblemAsync(403, ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Post_ServerOnlyEvent_IsNotClientSendable()
    {
        using HttpResponseMessage response = await PublishAsync("cursor", """{"event":"jumped","data":{"userId":"a","x":1,"y":1}}""");
        await response.ShouldBeProblemAsync(403, ErrorCode.NotClientSendable);
    }

    [Fact]
    public async Task Post_EventOfAnotherChannel_IsUnknown()
    {
        using HttpResponseMessage response = await PublishAsync("cursor", """{"event":"wrote","data":{"userId":"a"}}""");
        await response.ShouldBeProblemAsync(404, ErrorCode.UnknownEvent);
    }

    [Fact]
    public async Task PostEvents_NameOfSeveralChannels_NeedsTheChannel()
    {
        using HttpResponseMessage without = await Host.SendAsync("""{"name":"blur","payload":{"userId":"a"}}""");
        await without.ShouldBeProblemAsync(400, ErrorCode.InvalidChannel);

        using HttpResponseMessage with = await Host.SendAsync("""{"name":"blur","payload":{"userId":"a"},"channel":"files:a"}""");
        (await with.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("channel").GetString().ShouldBe("files:a");
    }

    [Fact]
    public async Task PostEvents_NameOfOneChannel_NeedsNoChannelWithoutParameters()
    {
        using HttpResponseMessage response = await Host.SendAsync("""{"name":"wrote","payload":{"userId":"a"}}""");
        (await response.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("channel").GetString().ShouldBe("log");
    }

    [Fact]
    public async Task PublishAsync_ServerCode_ReachesSubscribersByNameAndParameters()
    {
        await using SseStream stream = await SubscribeAsync("cursor:room-1");

        EventId id = await Publisher.PublishAsync("cursor", "jumped", new Move("srv", 1, 2), new { roomId = "room-1" });

        SseFrame seen = await stream.NextEventAsync();
        seen.Id.ShouldBe(id.ToString());
        seen.Event.ShouldBe("jumped");
    }

    [Fact]
    public async Task PublishAsync_AnotherTypeOfTheSameForm_IsReadAsThePayload() =>
        (await Publisher.PublishAsync("cursor", "move", new { userId = "srv", x = 1, y = 2 })).Offset.ShouldBeGreaterThanOrEqualTo(0);

    [Theory]
    [InlineData("nowhere", "move", ErrorCode.UnknownChannel)]
    [InlineData("cursor", "nothing", ErrorCode.UnknownEvent)]
    [InlineData("cursor", "move", ErrorCode.InvalidPayload)]
    [InlineData("two words", "move", ErrorCode.InvalidChannel)]
    [InlineData("public-a", "pubsub:ready", ErrorCode.InvalidRequest)]
    public async Task PublishAsync_WrongCall_IsRefusedWithItsCode(string channel, string name, string code) =>
        (await Should.ThrowAsync<PubSubException>(async () => await Publisher.PublishAsync(channel, name, new { wrong = true }))).Code.ShouldBe(code);
}
