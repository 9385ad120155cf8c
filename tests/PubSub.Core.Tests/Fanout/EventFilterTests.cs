using System.Text;
using PubSub.Contracts;
using PubSub.Core.Fanout;

namespace PubSub.Core.Tests.Fanout;

public class EventFilterTests
{
    [Fact]
    public void Create_NothingAsked_IsNoFilter() => EventFilter.Create([], []).ShouldBeNull();

    [Theory]
    [InlineData("orders:created", true)]
    [InlineData("orders:ingested", true)]
    [InlineData("orders:cancelled", false)]
    [InlineData("orders", false)]
    public void Matches_Names_IsOr(string name, bool expected) =>
        EventFilter.Create(["orders:created", "orders:ingested"], [])!.Matches(Envelope("1", name)).ShouldBe(expected);

    [Theory]
    [InlineData("EU", 1, true)]
    [InlineData("EU", 2, false)]
    [InlineData("US", 1, false)]
    public void Matches_Conditions_IsAnd(string region, int size, bool expected) =>
        EventFilter.Create([], ["payload.region:EU", "payload.size:1"])!
            .Matches(Envelope($$"""{"region":"{{region}}","size":{{size}}}""")).ShouldBe(expected);

    [Theory]
    [InlineData("""{"a":"\ud800xxxx"}""")]
    [InlineData("""{"\ud800":1,"a":"x"}""")]
    public void Matches_HalfASurrogatePair_DoesNotPass(string payload) =>
        EventFilter.Create([], ["payload.a:x"])!.Matches(Envelope(payload)).ShouldBeFalse();

    [Theory]
    [InlineData("payload.a:x:y", """{"a":"x:y"}""", true)]
    [InlineData("payload.a:x:y", """{"a":"x"}""", false)]
    [InlineData("payload.a:", """{"a":""}""", true)]
    [InlineData("payload.a:", """{"a":null}""", false)]
    [InlineData("payload.a:10", """{"a":10}""", true)]
    [InlineData("payload.a:10", """{"a":10.0}""", true)]
    [InlineData("payload.a:10", """{"a":1e1}""", true)]
    [InlineData("payload.a:1e1", """{"a":10}""", true)]
    [InlineData("payload.a:10.00", """{"a":10}""", true)]
    [InlineData("payload.a:10", """{"a":11}""", false)]
    [InlineData("payload.a:10", """{"a":"10"}""", true)]
    [InlineData("payload.a:10.0", """{"a":"10"}""", false)]
    [InlineData("payload.a:x", """{"a":10}""", false)]
    [InlineData("payload.a:-0", """{"a":0}""", true)]
    [InlineData("payload.a:1e300", """{"a":1e300}""", true)]
    [InlineData("payload.a:1e301", """{"a":1e300}""", false)]
    [InlineData("payload.a:9007199254740993", """{"a":9007199254740993}""", true)]
    [InlineData("payload.a:9007199254740993", """{"a":9007199254740992}""", false)]
    [InlineData("payload.a:true", """{"a":true}""", true)]
    [InlineData("payload.a:True", """{"a":true}""", false)]
    [InlineData("payload.a:false", """{"a":true}""", false)]
    [InlineData("payload.a:false", """{"a":false}""", true)]
    [InlineData("payload.a:null", """{"a":null}""", true)]
    [InlineData("payload.a:null", """{"a":"null"}""", true)]
    [InlineData("payload.a:null", """{}""", false)]
    [InlineData("payload.a:Zoë \"q\"\n", """{"a":"Zo\u00eb \"q\"\n"}""", true)]
    [InlineData("payload.a:😀", """{"a":"\ud83d\ude00"}""", true)]
    [InlineData("payload.a:😀", """{"a":"😀"}""", true)]
    [InlineData("payload.a:zoë", """{"a":"Zoë"}""", false)]
    [InlineData("payload.ключ:да", """{"\u043a\u043b\u044e\u0447":"да"}""", true)]
    [InlineData("payload.a.b.c:1", """{"a":{"b":{"c":1}}}""", true)]
    [InlineData("payload.a.b.c:1", """{"a":{"b":1}}""", false)]
    [InlineData("payload.a.c:1", """{"a":{"b":{"c":1}}}""", false)]
    [InlineData("payload.a.c:1", """{"x":{"c":2},"a":{"b":[{"c":5}],"c":1}}""", true)]
    [InlineData("payload.a:1", """{"a":[1]}""", false)]
    [InlineData("payload.a.0:1", """{"a":[1]}""", false)]
    [InlineData("payload.a:1", """{"a":{"a":1}}""", false)]
    [InlineData("payload.a:1", "[1]", false)]
    [InlineData("payload:1", "1", true)]
    [InlineData("channel:orders", "1", true)]
    public void Matches_Condition_ComparesInvariantly(string where, string payload, bool expected) =>
        EventFilter.Create([], [where])!.Matches(Envelope(payload)).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("payload")]
    [InlineData(":x")]
    [InlineData("payload.:x")]
    [InlineData(".a:x")]
    [InlineData("payload..a:x")]
    public void Create_NoPathAndValue_IsRefused(string where) =>
        Should.Throw<PubSubException>(() => EventFilter.Create([], [where])).Code.ShouldBe(ErrorCode.InvalidRequest);

    [Fact]
    public void Create_TooManyConditions_IsRefused() =>
        Should.Throw<PubSubException>(() => EventFilter.Create([], [.. Enumerable.Range(0, 17).Select(i => $"payload.a{i}:1")])).Code.ShouldBe(ErrorCode.InvalidRequest);

    [Fact]
    public void Create_TooLongCondition_IsRefused() =>
        Should.Throw<PubSubException>(() => EventFilter.Create([], [$"payload.a:{new string('x', 600)}"])).Code.ShouldBe(ErrorCode.InvalidRequest);

    [Fact]
    public void Equals_SameQuestionInOtherOrder_IsEqual()
    {
        EventFilter one = EventFilter.Create(["a:a", "b:b"], ["payload.x:1", "payload.y:2"])!;
        EventFilter two = EventFilter.Create(["b:b", "a:a", "b:b"], ["payload.y:2", "payload.x:1"])!;

        one.ShouldBe(two);
        one.GetHashCode().ShouldBe(two.GetHashCode());
    }

    [Fact]
    public void Equals_NamesAgainstValuesThatLookAlike_Differs()
    {
        EventFilter.Create([], ["payload.x:1"])!.ShouldNotBe(EventFilter.Create([], ["payload.x:2"])!);
        EventFilter.Create([], ["a.b:c"])!.ShouldNotBe(EventFilter.Create(["a.b:c"], [])!);
    }

    [Fact]
    public void Matches_DeepestPayload_IsRead()
    {
        string deepest = string.Concat(Enumerable.Repeat("""{"a":""", ContractJson.MaxDepth)) + "1" + new string('}', ContractJson.MaxDepth);

        EventFilter.Create([], ["payload.b:1"])!.Matches(Envelope(deepest)).ShouldBeFalse();
    }

    [Fact]
    public void AnswersOf_MoreFiltersThanAreRemembered_StillAnswersEach()
    {
        var segment = new LogSegment(0, 4096);
        var body = TestBody.Of(HubHarness.Orders, """{"a":5}""");
        int length = EncodedEvent.Length(body);
        EncodedEvent.Write(segment.Reserve(length), new EventId(1, 1, 1), body);
        segment.Publish(new EventId(1, 1, 1), length, EncodedEvent.JsonStart(body));
        EventFilter[] filters = [.. Enumerable.Range(0, 200).Select(i => EventFilter.Create([], [$"payload.a:{i}"])!)];

        for (int i = 0; i < 400; i++) segment.AnswersOf(filters[i % 200]).Matches(segment, 0).ShouldBe(i % 200 == 5);
    }

    private static byte[] Envelope(string payload, string name = "orders:created") =>
        Encoding.UTF8.GetBytes($$"""{"id":"x","name":"{{name}}","channel":"orders","payload":{{payload}},"timestamp":"2026-01-15T10:30:00.000Z"}""");
}
