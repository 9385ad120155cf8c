using System.Text.Json;

namespace PubSub.Contracts.Tests;

public class EventEnvelopeTests
{
    [Fact]
    public void Json_Envelope_IsReadBackWithItsExtensions()
    {
        const string Json =
            """{"id":"00000000-0001-8000-8000-030000000002","name":"a:b","channel":"a","payload":{"x":1},"timestamp":"1970-01-01T00:00:00.001Z","meta":{"version":1,"x-trace":"t"},"newer":1}""";

        var envelope = JsonSerializer.Deserialize<EventEnvelope<JsonElement>>(Json, ContractJson.Tolerant)!;

        envelope.Timestamp.ShouldBe(envelope.Id.Timestamp);
        envelope.Meta!.Version.ShouldBe(1);
        envelope.Meta.Extensions!["x-trace"].GetString().ShouldBe("t");
    }

    [Fact]
    public void Json_EmptyMeta_WritesNoMember() => JsonSerializer.Serialize(new EventMeta(), ContractJson.Strict).ShouldBe("{}");

    [Fact]
    public void Direction_NotSet_IsToldFromSet()
    {
        new EventAttribute("a:b").DeclaredDirection.ShouldBeNull();
        new EventAttribute("a:b") { Direction = EventDirection.Cse }.DeclaredDirection.ShouldBe(EventDirection.Cse);
    }
}
