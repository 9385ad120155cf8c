using System.Text.Json;

namespace PubSub.Contracts.Tests;

public class EventIdTests
{
    private static readonly EventId s_id = new(0x0193_1f6c_7d4b, 0x2_ABCD_EF01, 0x12_3456_789A);

    [Fact]
    public void Parts_OfNewId_AreThoseGiven()
    {
        s_id.UnixMilliseconds.ShouldBe(0x0193_1f6c_7d4b);
        s_id.Epoch.ShouldBe(0x2_ABCD_EF01);
        s_id.Offset.ShouldBe(0x12_3456_789A);
    }

    [Fact]
    public void ToString_AnyId_IsUuidOfVersion8()
    {
        string text = s_id.ToString();

        text.Length.ShouldBe(EventId.TextLength);
        text.ShouldStartWith("01931f6c-7d4b-8");
        "89ab".ShouldContain(text[19]);
        s_id.ToGuid().Version.ShouldBe(8);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(EventId.MaxUnixMilliseconds, EventId.MaxEpoch, EventId.MaxOffset)]
    [InlineData(1, EventId.MaxEpoch, 0)]
    [InlineData(1, 0, EventId.MaxOffset)]
    public void Parse_WrittenId_IsTheSame(long milliseconds, long epoch, long offset)
    {
        var id = new EventId(milliseconds, epoch, offset);

        EventId.Parse(id.ToString()).ShouldBe(id);
        (id.UnixMilliseconds, id.Epoch, id.Offset).ShouldBe((milliseconds, epoch, offset));
    }

    [Fact]
    public void Base64Url_WrittenId_IsReadBack()
    {
        Span<byte> text = stackalloc byte[EventId.Base64UrlLength];
        s_id.WriteBase64Url(text);

        EventId.TryParseBase64Url(System.Text.Encoding.ASCII.GetString(text), out EventId read).ShouldBeTrue();
        read.ShouldBe(s_id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("01931f6c-7d4b-4abc-9def-0123456789ab")]
    [InlineData("01931f6c-7d4b-8abc-0def-0123456789ab")]
    [InlineData("01931f6c7d4b8abc9def0123456789ab")]
    [InlineData("{01931f6c-7d4b-8abc-9def-0123456789ab}")]
    [InlineData(" 01931f6c-7d4b-8abc-9def-0123456789ab")]
    public void TryParse_NoUuidOfVersion8_IsRefused(string text) => EventId.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!")]
    public void TryParseBase64Url_NoId_IsRefused(string text) => EventId.TryParseBase64Url(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0, EventId.MaxEpoch + 1, 0)]
    [InlineData(0, 0, EventId.MaxOffset + 1)]
    public void Constructor_PartOutOfRange_Throws(long milliseconds, long epoch, long offset) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new EventId(milliseconds, epoch, offset));

    [Fact]
    public void CompareTo_LaterOffset_ComesAfterWhateverTheMilliseconds() => (new EventId(5, 1, 2) > new EventId(9, 1, 1)).ShouldBeTrue();

    [Fact]
    public void Equals_SameOffsetOtherMilliseconds_IsFalse() => new EventId(5, 1, 2).ShouldNotBe(new EventId(6, 1, 2));

    [Fact]
    public void IsAfter_OtherEpoch_IsFalse() => new EventId(5, 2, 9).IsAfter(new EventId(5, 1, 1)).ShouldBeFalse();

    [Fact]
    public void ToString_SteadyClock_SortsAsTheOffsetsDo()
    {
        EventId[] ids = [.. Enumerable.Range(0, 300).Select(i => new EventId(1000 + (i / 100), 7, i))];

        ids.Select(i => i.ToString()).ShouldBe(ids.Select(i => i.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Json_Id_IsItsText()
    {
        string json = JsonSerializer.Serialize(s_id, ContractJson.Strict);

        json.ShouldBe($"\"{s_id}\"");
        JsonSerializer.Deserialize<EventId>(json, ContractJson.Strict).ShouldBe(s_id);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    public void Json_NoId_IsRefused(string json) => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<EventId>(json, ContractJson.Strict));
}
