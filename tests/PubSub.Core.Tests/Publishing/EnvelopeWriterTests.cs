using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Publishing;

namespace PubSub.Core.Tests.Publishing;

public sealed class EnvelopeWriterTests
{
    private static readonly EventId s_id = new(new DateTimeOffset(2026, 1, 15, 10, 30, 0, 7, TimeSpan.Zero).ToUnixTimeMilliseconds(), 5, 9);

    [Fact]
    public void Write_BodyWithMeta_PutsMembersInOrder()
    {
        EventBody body = EventBodyBuilder.Build("a:b", ChannelName.Parse("c"), "{\"p\":1}"u8, new EventMeta { Version = 2 });

        Write(s_id, body).ShouldBe(
            $$$"""{"id":"{{{s_id}}}","name":"a:b","channel":"c","payload":{"p":1},"timestamp":"2026-01-15T10:30:00.007Z","meta":{"version":2}}""");
    }

    [Fact]
    public void Write_BodyWithoutMeta_EndsAfterTheTimestamp()
    {
        EventBody body = EventBodyBuilder.Build("a:b", ChannelName.Parse("c"), "{}"u8, null);

        Write(s_id, body).ShouldBe($$"""{"id":"{{s_id}}","name":"a:b","channel":"c","payload":{},"timestamp":"2026-01-15T10:30:00.007Z"}""");
    }

    [Fact]
    public void Write_BodyReadFromABroker_WritesTheSameBytes()
    {
        EventBody made = EventBodyBuilder.Build("a:b", ChannelName.Parse("c"), "{\"p\":\"ü\"}"u8, new EventMeta { Source = "s", PartitionKey = "k" });
        EventBody.TryRead(made.Json, out EventBody? read).ShouldBeTrue();

        Write(s_id, read!).ShouldBe(Write(s_id, made));
    }

    [Fact]
    public void Write_IdBeyondTheYear9999_DoesNotThrow()
    {
        EventBody body = EventBodyBuilder.Build("a:b", ChannelName.Parse("c"), "{}"u8, null);

        Write(new EventId(EventId.MaxUnixMilliseconds, 1, 1), body).ShouldContain("9999-12-31T23:59:59.999Z");
    }

    private static string Write(EventId id, EventBody body)
    {
        var bytes = new byte[EnvelopeWriter.Length(body)];
        EnvelopeWriter.Write(bytes, id, body).ShouldBe(bytes.Length);
        return Encoding.UTF8.GetString(bytes);
    }
}
