using System.Text;
using PubSub.Contracts;
using PubSub.Core.Publishing;

namespace PubSub.Core.Tests.Publishing;

public sealed class RequestReaderTests
{
    [Fact]
    public void Read_AllMembers_FindsThem()
    {
        const string json = """{"meta":{"partitionKey":"k","x-a":[1]},"payload":{"a": 1},"name":"a:b","channel":"c","clientEventId":"id"}""";

        ParsedRequest request = Read(json);

        request.Name.ShouldBe("a:b");
        json[request.Payload].ShouldBe("""{"a": 1}""");
        request.Channel.ShouldBe("c");
        request.ClientEventId.ShouldBe("id");
        request.Meta!.PartitionKey.ShouldBe("k");
        request.Meta.Extensions!["x-a"].GetRawText().ShouldBe("[1]");
    }

    [Theory]
    [InlineData("""{"name":"a:b","payload":{},"extra":1}""", "extra")]
    [InlineData("""{"name":"a:b","payload":{},"name":"a:c"}""", "name")]
    [InlineData("""{"name":"a:b","payload":{},"payload":null}""", "payload")]
    [InlineData("""{"name":5,"payload":{}}""", "name")]
    [InlineData("""{"name":null,"payload":{}}""", "name")]
    [InlineData("""{"name":"","payload":{}}""", "name")]
    [InlineData("""{"payload":{}}""", "name")]
    [InlineData("""{"name":"a:b"}""", "payload")]
    [InlineData("""{"name":"a:b","payload":null}""", "payload")]
    [InlineData("""{"name":"a:b","payload":{},"channel":1}""", "channel")]
    [InlineData("""{"name":"a:b","payload":{},"clientEventId":{}}""", "clientEventId")]
    [InlineData("""{"name":"a:b","payload":{},"meta":"x"}""", "meta")]
    [InlineData("""{"name":"a:b","payload":{},"meta":{"version":2}}""", "version")]
    [InlineData("""{"name":"a:b","payload":{},"meta":{"partitionKey":1}}""", "partitionKey")]
    [InlineData("""{"name":"a:b","payload":{},"meta":{"x-a":1,"x-a":2}}""", "x-a")]
    [InlineData("""{"name":"a:b","payload":{},"meta":{"x-a":"\ud800"}}""", "x-a")]
    [InlineData("[]", "object")]
    [InlineData("5", "object")]
    public void Read_WrongMember_IsRefusedByName(string json, string named)
    {
        PubSubException refusal = Should.Throw<PubSubException>(() => Read(json));

        refusal.Code.ShouldBe(ErrorCode.InvalidRequest);
        refusal.Message.ShouldContain(named);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{", "after 1 bytes")]
    [InlineData("""{"name":"a:b","payload":{"a":"b""", "after 31 bytes")]
    [InlineData("""{"name":"a:b","payload":{}} {}""", "not JSON")]
    [InlineData("""{"name":"a:b","payload":{}/*c*/}""", "not JSON")]
    [InlineData("""{"name":"a:b","payload":{},}""", "not JSON")]
    [InlineData("""{"name":"a:b","payload":{"a":01}}""", "not JSON")]
    [InlineData("""{"name":"\udc00","payload":{}}""", "surrogate")]
    public void Read_NotJson_SaysWhere(string json, string said)
    {
        PubSubException refusal = Should.Throw<PubSubException>(() => Read(json));

        refusal.Code.ShouldBe(ErrorCode.InvalidJson);
        refusal.Message.ShouldContain(said);
    }

    [Fact]
    public void Read_DeeperThanItsLimit_IsRefused()
    {
        string json = $$"""{"name":"a:b","payload":{{new string('[', 64)}}{{new string(']', 64)}}}""";

        PubSubException refusal = Should.Throw<PubSubException>(() => Read(json));

        refusal.Code.ShouldBe(ErrorCode.InvalidJson);
        refusal.Message.ShouldContain("62 levels");
    }

    [Fact]
    public void Read_InvalidUtf8_IsRefused()
    {
        byte[] body = [.. "{\"name\":\""u8, 0xC3, 0x28, .. "\",\"payload\":{}}"u8];

        Should.Throw<PubSubException>(() => RequestReader.Read(body, null)).Code.ShouldBe(ErrorCode.InvalidJson);
    }

    [Fact]
    public void Read_IdempotencyKeyHeader_IsTheClientEventId() =>
        RequestReader.Read("""{"name":"a:b","payload":{}}"""u8, "h-1").ClientEventId.ShouldBe("h-1");

    [Fact]
    public void Read_HeaderAndMemberDiffer_IsRefused() =>
        Should.Throw<PubSubException>(() => RequestReader.Read("""{"name":"a:b","payload":{},"clientEventId":"a"}"""u8, "b"))
            .Code.ShouldBe(ErrorCode.InvalidRequest);

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("line\nend")]
    [InlineData("ü")]
    [InlineData(null, 129)]
    public void Read_ClientEventIdOutsideItsAlphabet_IsRefused(string? id, int length = 0) =>
        Should.Throw<PubSubException>(() => RequestReader.Read("""{"name":"a:b","payload":{}}"""u8, id ?? new string('a', length)))
            .Code.ShouldBe(ErrorCode.InvalidRequest);

    [Fact]
    public void Read_TooManyOwnMetaMembers_IsRefused()
    {
        string members = string.Join(',', Enumerable.Range(0, 17).Select(i => $"\"x-{i}\":1"));

        Should.Throw<PubSubException>(() => Read("""{"name":"a:b","payload":{},"meta":{""" + members + "}}")).Code.ShouldBe(ErrorCode.InvalidRequest);
    }

    [Fact]
    public void Read_MetaOverItsSize_IsRefused() =>
        Should.Throw<PubSubException>(() => Read("""{"name":"a:b","payload":{},"meta":{"x-a":" """ + new string('a', 1100) + "\"}}")).Code.ShouldBe(ErrorCode.InvalidRequest);

    private static ParsedRequest Read(string json) => RequestReader.Read(Encoding.UTF8.GetBytes(json), null);
}
