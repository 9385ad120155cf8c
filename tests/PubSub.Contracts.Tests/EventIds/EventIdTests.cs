using System.Text;
using System.Text.Json;

namespace PubSub.Contracts.Tests.EventIds;

public class EventIdTests
{
    public static TheoryData<long, long, long> Positions => new()
    {
        { 0, 0, 0 },
        { 1, 2, 3 },
        { 1_768_473_000_123, 0x2_ABCD_EF01, 42 },
        { 0, EventId.MaxEpoch, 0 },
        { 0, 0, EventId.MaxOffset },
        { EventId.MaxUnixMilliseconds, EventId.MaxEpoch, EventId.MaxOffset },
    };

    [Theory]
    [MemberData(nameof(Positions))]
    public void Parts_AnyPosition_ComeBack(long milliseconds, long epoch, long offset)
    {
        var id = new EventId(milliseconds, epoch, offset);

        (id.UnixMilliseconds, id.Epoch, id.Offset).ShouldBe((milliseconds, epoch, offset));
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void ToGuid_AnyPosition_IsAUuidOfVersion8(long milliseconds, long epoch, long offset)
    {
        Guid guid = new EventId(milliseconds, epoch, offset).ToGuid();

        guid.Version.ShouldBe(8);
        (guid.Variant & 0xC).ShouldBe(0x8);
    }

    [Fact]
    public void ToString_KnownParts_LiesAsTheLayoutSays()
    {
        // 48 bits of milliseconds, version, 12 of epoch; variant, 22 of epoch, 40 of offset.
        new EventId(0x0123_4567_89AB, (0xABCL << 22) | 0x12_3456, 0x9A_BCDE_F012).ToString().ShouldBe("01234567-89ab-8abc-9234-569abcdef012");
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Parse_OwnText_RoundTrips(long milliseconds, long epoch, long offset)
    {
        var id = new EventId(milliseconds, epoch, offset);

        EventId.Parse(id.ToString()).ShouldBe(id);
        EventId.Parse(id.ToString().ToUpperInvariant()).ShouldBe(id);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Base64Url_AnyPosition_RoundTripsIn22Characters(long milliseconds, long epoch, long offset)
    {
        var id = new EventId(milliseconds, epoch, offset);
        byte[] text = new byte[EventId.Base64UrlLength];
        id.WriteBase64Url(text);
        string read = Encoding.ASCII.GetString(text);

        read.ShouldAllBe(c => char.IsAsciiLetterOrDigit(c) || c == '-' || c == '_');
        EventId.TryParseBase64Url(read, out EventId back).ShouldBeTrue();
        back.ShouldBe(id);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Json_AnyPosition_RoundTrips(long milliseconds, long epoch, long offset)
    {
        var id = new EventId(milliseconds, epoch, offset);
        string json = JsonSerializer.Serialize(id, ContractJson.Strict);

        json.ShouldBe($"\"{id}\"");
        JsonSerializer.Deserialize<EventId>(json, ContractJson.Strict).ShouldBe(id);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"\"")]
    [InlineData("\"01234567-89ab-4abc-9234-569abcdef012\"")]
    public void Json_NoId_IsRefused(string json) => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<EventId>(json, ContractJson.Strict));

    [Fact]
    public void ToString_RisingPositions_SortAsStrings()
    {
        var random = new Random(1);
        long milliseconds = 1_768_473_000_000;
        string[] texts = [.. Enumerable.Range(0, 2000).Select(i => new EventId(milliseconds += random.Next(3), 77, i).ToString())];

        texts.ShouldBe(texts.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("01234567-89ab-4abc-9234-569abcdef012")]
    [InlineData("01234567-89ab-8abc-1234-569abcdef012")]
    [InlineData("01234567-89ab-8abc-d234-569abcdef012")]
    [InlineData("0123456789ab8abc9234569abcdef012")]
    [InlineData("{01234567-89ab-8abc-9234-569abcdef012}")]
    [InlineData("01234567-89ab-8abc-9234-569abcdef01")]
    [InlineData("01234567-89ab-8abc-9234-569abcdef0123")]
    [InlineData("01234567-89ab-8abc-9234-569abcdef01g")]
    [InlineData(" 1234567-89ab-8abc-9234-569abcdef012")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public void TryParse_Malformed_IsRefused(string text)
    {
        EventId.TryParse(text, out EventId id).ShouldBeFalse();
        id.IsEmpty.ShouldBeTrue();
        Should.Throw<FormatException>(() => EventId.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ASNFZ4mrirySNFaavN7wE")]
    [InlineData("ASNFZ4mrirySNFaavN7wEgg")]
    [InlineData("ASNFZ4mrirySNFaavN7w!g")]
    [InlineData("ASNFZ4mrirySNFaavN7w g")]
    [InlineData("ASNFZ4mrirySNFaavN7w==")]
    [InlineData("ASNFZ4mriry+NFaavN7wEg")]
    [InlineData("ASNFZ4mrirySNFaavN7wé€")]
    [InlineData("ASNFZ4mrirySNFaavN7wEh")]
    public void TryParseBase64Url_Malformed_IsRefused(string text) => EventId.TryParseBase64Url(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(0, 0, -1)]
    [InlineData(EventId.MaxUnixMilliseconds + 1, 0, 0)]
    [InlineData(0, EventId.MaxEpoch + 1, 0)]
    [InlineData(0, 0, EventId.MaxOffset + 1)]
    public void New_PartOutOfRange_IsRefused(long milliseconds, long epoch, long offset) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new EventId(milliseconds, epoch, offset));

    [Fact]
    public void CompareTo_SamePositionOtherMilliseconds_IsSamePlaceAndOtherIdentity()
    {
        var one = new EventId(1, 5, 9);
        var two = new EventId(2, 5, 9);

        one.CompareTo(two).ShouldBe(0);
        one.ShouldNotBe(two);
        one.IsAfter(two).ShouldBeFalse();
    }

    [Fact]
    public void IsAfter_OtherEpoch_IsFalseBothWays()
    {
        new EventId(1, 5, 9).IsAfter(new EventId(1, 6, 1)).ShouldBeFalse();
        new EventId(1, 6, 1).IsAfter(new EventId(1, 5, 9)).ShouldBeFalse();
        new EventId(1, 5, 9).IsAfter(new EventId(1, 5, 8)).ShouldBeTrue();
    }

    [Fact]
    public void IsEmpty_OnlyDefault()
    {
        default(EventId).IsEmpty.ShouldBeTrue();
        new EventId(0, 0, 0).IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public void Timestamp_IsTheMilliseconds() =>
        new EventId(1_768_473_000_123, 0, 0).Timestamp.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1_768_473_000_123));

    [Fact]
    public void Timestamp_BeyondTheCalendar_IsItsEnd() => new EventId(EventId.MaxUnixMilliseconds, 0, 0).Timestamp.Year.ShouldBe(9999);
}
