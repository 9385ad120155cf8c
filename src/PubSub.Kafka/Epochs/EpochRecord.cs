using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PubSub.Contracts;

namespace PubSub.Kafka.Epochs;

/// <summary>
/// A claim as the epoch topic holds it: <c>{"topic":"…","generation":…,"epoch":"…","partitions":…,"follows":"…","over":"…"}</c>, the last two where there are any.
/// The key is the topic's name, for compaction.
/// </summary>
internal static class EpochRecord
{
    public static byte[] Key(string topic) => Encoding.UTF8.GetBytes(topic);

    public static byte[] Write(EpochClaim claim) => JsonSerializer.SerializeToUtf8Bytes(
        new Claim(claim.Topic, claim.Epoch.Generation, Hex(claim.Epoch.Key), claim.Epoch.Partitions, HexOrNull(claim.Epoch.Follows), HexOrNull(claim.Over)), ContractJson.Strict);

    /// <summary>False where the bytes are no claim.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, [NotNullWhen(true)] out EpochClaim? claim)
    {
        claim = null;
        try
        {
            if (JsonSerializer.Deserialize<Claim>(value, ContractJson.Strict) is not { Generation: > 0 and <= EventId.MaxUnixMilliseconds, Partitions: > 0 and <= 1_000_000 } read) return false;
            claim = new EpochClaim(read.Topic, new TopicEpoch(read.Generation, KeyOf(read.Epoch), read.Partitions, KeyOrNull(read.Follows)), KeyOrNull(read.Over));
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return false;
        }
    }

    private static string Hex(byte[] key) => Convert.ToHexStringLower(key);

    private static string? HexOrNull(byte[]? key) => key is null ? null : Hex(key);

    private static byte[] KeyOf(string text) => Convert.FromHexString(text) is { Length: TopicEpoch.KeyLength } key ? key : throw new FormatException();

    private static byte[]? KeyOrNull(string? text) => text is null ? null : KeyOf(text);

    private sealed record Claim(
        string Topic, long Generation, string Epoch, int Partitions,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Follows = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Over = null);
}
