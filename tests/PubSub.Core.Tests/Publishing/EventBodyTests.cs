using System.Text;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Publishing;

public sealed class EventBodyTests
{
    private static readonly EventId s_id = new(1_768_473_000_000, 7, 1);

    public static TheoryData<string> Corrupt { get; } = [.. CorruptBodies.All];

    [Theory]
    [MemberData(nameof(Corrupt))]
    public void TryRead_CorruptOrForeign_IsFalse(string json) => EventBody.TryRead(Encoding.UTF8.GetBytes(json), out _).ShouldBeFalse();

    [Theory]
    [InlineData("""{"name":"a:b","payload":1}""")]
    [InlineData("""{"name":"a:b","channel":"c","payload":{"x":[1, 2]},"meta":{"version":1}}""")]
    [InlineData("""{ "name": "a:b", "channel": "c", "newer": null, "payload": "\n\ud800" } """)]
    [InlineData("{\"name\":\"a:b\",\"payload\":\t1 }")]
    public void TryRead_Envelope_MakesAFrame(string json)
    {
        EventBody.TryRead(Encoding.UTF8.GetBytes(json), out EventBody? body).ShouldBeTrue();

        ShouldBeOneFrame(body!);
    }

    [Fact]
    public void TryRead_InvalidUtf8_IsFalse()
    {
        byte[] json = """{"name":"a:b","payload":"xy"}"""u8.ToArray();
        json[Array.IndexOf(json, (byte)'x')] = 0xff;

        EventBody.TryRead(json, out _).ShouldBeFalse();
    }

    [Fact]
    public void TryRead_AnyByteChanged_IsFalseOrAFrameThatClientsCanRead()
    {
        EventBody made = EventBodyBuilder.Build("a:b", ChannelName.Parse("c"), """{"t":"é\u00e9","n":-1.5e3}"""u8, new EventMeta { Version = 2, Source = "s" });
        byte[] json = made.Json.ToArray();
        for (int at = 0; at < json.Length; at++)
        {
            byte right = json[at];
            for (int wrong = 0; wrong <= byte.MaxValue; wrong++)
            {
                json[at] = (byte)wrong;
                if (EventBody.TryRead(json, out EventBody? body)) ShouldBeOneFrame(body);
            }

            json[at] = right;
        }
    }

    [Fact]
    public void TryRead_CutAnywhere_IsFalse()
    {
        ReadOnlyMemory<byte> json = EventBodyBuilder.Build("a:b", ChannelName.Parse("c"), "{}"u8, new EventMeta { Version = 2 }).Json;

        for (int length = 0; length < json.Length; length++) EventBody.TryRead(json[..length], out _).ShouldBeFalse();
    }

    // One line each for id, event and data, and an envelope that is JSON in UTF-8.
    private static void ShouldBeOneFrame(EventBody body)
    {
        var frame = new byte[EncodedEvent.Length(body)];
        EncodedEvent.Write(frame, s_id, body);
        string[] lines = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(frame).Split('\n');
        lines.Length.ShouldBe(5);
        lines[1].ShouldStartWith("event: ");
        using JsonDocument envelope = JsonDocument.Parse(lines[2]["data: ".Length..]);
        envelope.RootElement.GetProperty("payload");
    }
}
