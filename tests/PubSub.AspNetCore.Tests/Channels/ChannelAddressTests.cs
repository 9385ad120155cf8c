using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Channels;

/// <summary>Names, addresses and parameters that are wrong, over both endpoints: each has its code, and none is an error of the server's.</summary>
public sealed class ChannelAddressTests : ChannelTestBase
{
    private static readonly string s_long = new('é', 513);

    public static TheoryData<string, string, string> Wrong { get; } = new()
    {
        { "cursor", "[]", ErrorCode.InvalidRequest },
        { "cursor", "[\"roomId\"]", ErrorCode.InvalidRequest },
        { "cursor", "5", ErrorCode.InvalidRequest },
        { "cursor", "\"room-1\"", ErrorCode.InvalidRequest },
        { "cursor", "true", ErrorCode.InvalidRequest },
        { "cursor", """{"roomId":"a","roomId":"b"}""", ErrorCode.InvalidRequest },
        { "cursor", """{"roomId":["a"]}""", ErrorCode.InvalidChannel },
        { "cursor", """{"roomId":{"a":{"b":1}}}""", ErrorCode.InvalidChannel },
        { "cursor", """{"roomId":5}""", ErrorCode.InvalidChannel },
        { "cursor", """{"roomId":true}""", ErrorCode.InvalidChannel },
        { "cursor", """{"roomId":""}""", ErrorCode.InvalidChannel },
        { "cursor", """{"roomId":".."}""", ErrorCode.InvalidChannel },
        { "cursor", """{"roomId":"a\u0000b"}""", ErrorCode.InvalidChannel },
        { "cursor", """{"roomid":"a"}""", ErrorCode.InvalidChannel },
        { "cursor", """{"ROOMID":"a"}""", ErrorCode.InvalidChannel },
        { "cursor", """{"roomId":"a","extra":"b"}""", ErrorCode.InvalidChannel },
        { "cursor", $$"""{"roomId":"{{s_long}}"}""", ErrorCode.InvalidChannel },
        { "files", "{}", ErrorCode.InvalidChannel },
        { "files", """{"path":null}""", ErrorCode.InvalidChannel },
        { "board", """{"tenant":"0f8fad5b-d9cb-469f-a165-70867728950e","page":"1","draft":true,"layer":"Front"}""", ErrorCode.InvalidChannel },
        { "board", """{"tenant":"0f8fad5b-d9cb-469f-a165-70867728950e","page":1.0,"draft":true,"layer":"Front"}""", ErrorCode.InvalidChannel },
        { "board", """{"tenant":"0f8fad5b-d9cb-469f-a165-70867728950e","page":1e0,"draft":true,"layer":"Front"}""", ErrorCode.InvalidChannel },
        { "board", """{"tenant":"0f8fad5b-d9cb-469f-a165-70867728950e","page":99999999999,"draft":true,"layer":"Front"}""", ErrorCode.InvalidChannel },
        { "board", """{"tenant":"0f8fad5b-d9cb-469f-a165-70867728950e","page":1,"draft":"true","layer":"Front"}""", ErrorCode.InvalidChannel },
        { "board", """{"tenant":"0f8fad5b-d9cb-469f-a165-70867728950e","page":1,"draft":true,"layer":"front"}""", ErrorCode.InvalidChannel },
        { "board", """{"tenant":"0F8FAD5B-D9CB-469F-A165-70867728950E","page":1,"draft":true,"layer":"Front"}""", ErrorCode.InvalidChannel },
        { "board", """{"tenant":"0f8fad5b-d9cb-469f-a165-70867728950e","page":1,"draft":true,"layer":"Front","name":"far too long"}""", ErrorCode.InvalidChannel },
        { "team", """{"id":"a"}""", ErrorCode.InvalidChannel },
        { "rooms", """{"name":"main"}""", ErrorCode.InvalidChannel },
        { "cursor:room-1", """{"roomId":"room-1"}""", ErrorCode.InvalidChannel },
        { "log", """{"roomId":"room-1"}""", ErrorCode.InvalidChannel },
        { "public-news", """{"name":"news"}""", ErrorCode.InvalidChannel },
        { "CURSOR", "{}", ErrorCode.UnknownChannel },
        { "cursor:a:b", "{}", ErrorCode.UnknownChannel },
        { "nowhere", """{"a":"b"}""", ErrorCode.UnknownChannel },
        { "files:" + new string('a', 1025), "{}", ErrorCode.UnknownChannel },
        { "a b", "{}", ErrorCode.InvalidChannel },
        { "cursor:", "{}", ErrorCode.InvalidChannel },
        { "cursor:%ff", "{}", ErrorCode.InvalidChannel },
        { "cursor:%00", "{}", ErrorCode.InvalidChannel },
        { "cursor:%2E%2E", "{}", ErrorCode.InvalidChannel },
        { "cursor~p", "{}", ErrorCode.InvalidChannel },
        { "cursor~0", "{}", ErrorCode.InvalidChannel },
        { "{roomId}", "{}", ErrorCode.InvalidChannel },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Publish_WrongChannelOrParams_IsRefusedWithItsCode(string channel, string parameters, string code)
    {
        using HttpResponseMessage response = await PublishAsync(channel, $$"""{"event":"blur","data":{"userId":"a"},"params":{{parameters}}}""");
        await response.ShouldBeProblemAsync(code == ErrorCode.UnknownChannel ? 404 : 400, code);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Subscribe_WrongChannelOrParams_IsRefusedWithItsCode(string channel, string parameters, string code)
    {
        using HttpResponseMessage response = await Host.Client.GetAsync(
            $"/channels/{Uri.EscapeDataString(channel)}/subscribe?params={Uri.EscapeDataString(parameters)}");
        await response.ShouldBeProblemAsync(code == ErrorCode.UnknownChannel ? 404 : 400, code);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("roomId=a")]
    [InlineData("{\"roomId\":\"\\ud800\"}")]
    public async Task Subscribe_ParamsThatAreNoJson_IsInvalidRequest(string parameters)
    {
        using HttpResponseMessage response = await Host.Client.GetAsync("/channels/cursor/subscribe?params=" + Uri.EscapeDataString(parameters));
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task Subscribe_ParamsNestedDeeply_IsInvalidRequest()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200);
        using HttpResponseMessage response = await Host.Client.GetAsync("/channels/cursor/subscribe?params=" + Uri.EscapeDataString(deep));
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task Publish_SeveralWrongParameters_TellsEach()
    {
        using HttpResponseMessage response = await PublishAsync("board", """{"event":"blur","data":{},"params":{"tenant":5,"page":"x","draft":true,"layer":[]}}""");

        JsonElement errors = (await response.ShouldBeProblemAsync(400, ErrorCode.InvalidChannel)).GetProperty("errors");
        errors.EnumerateObject().Select(e => e.Name).Order().ShouldBe(["$.params.layer", "$.params.page", "$.params.tenant"]);
    }

    [Fact]
    public async Task Publish_ParameterOfAKilobyte_IsPublished()
    {
        JsonElement sent = await PublishedAsync("files", $$$"""{"event":"blur","data":{"userId":"a"},"params":{"path":"{{{new string('a', 1024)}}}"}}""");
        sent.GetProperty("channel").GetString()!.Length.ShouldBe("files:".Length + 1024);
    }

    [Fact]
    public async Task Publish_AddressWrittenInTwoWays_IsOneChannel()
    {
        await using TestSupport.SseStream stream = await SubscribeAsync("files:caf%C3%A9%2F1");

        await PublishedAsync("files:caf%c3%a9%2f1", """{"event":"blur","data":{"userId":"a"}}""");
        await PublishedAsync("files", """{"event":"blur","data":{"userId":"b"},"params":{"path":"café/1"}}""");

        (await stream.NextEventAsync()).Json.GetProperty("payload").GetProperty("userId").GetString().ShouldBe("a");
        (await stream.NextEventAsync()).Json.GetProperty("payload").GetProperty("userId").GetString().ShouldBe("b");
    }
}
