using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.Kafka.Epochs;

/// <summary>A claim as the epoch topic holds it: <c>{"topic":"…","generation":…,"epoch":"…","partitions":…}</c>. The key is the topic's name, for compaction.</summary>
internal static class EpochRecord
{
    public static byte[] Key(string topic) => Encoding.UTF8.GetBytes(topic);

    public static byte[] Write(string topic, TopicEpoch epoch) =>
        JsonSerializer.SerializeToUtf8Bytes(new Claim(topic, epoch.Generation, Convert.ToHexStringLower(epoch.Key), epoch.Partitions), ContractJson.Strict);

    /// <summary>False where the bytes are no claim.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, [NotNullWhen(true)] out string? topic, [NotNullWhen(true)] out TopicEpoch? epoch)
    {
        topic = null;
        epoch = null;
        try
        {
            if (JsonSerializer.Deserialize<Claim>(value, ContractJson.Strict) is not { Generation: > 0, Partitions: > 0 and <= 1_000_000 } claim) return false;
            byte[] key = Convert.FromHexString(claim.Epoch);
            if (key.Length != TopicEpoch.KeyLength || claim.Generation > EventId.MaxUnixMilliseconds) return false;
            topic = claim.Topic;
            epoch = new TopicEpoch(claim.Generation, key, claim.Partitions);
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return false;
        }
    }

    private sealed record Claim(string Topic, long Generation, string Epoch, int Partitions);
}
