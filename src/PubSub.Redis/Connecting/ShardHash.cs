using System.Security.Cryptography;
using System.Text;

namespace PubSub.Redis.Connecting;

/// <summary>Spreads names over shards.</summary>
internal static class ShardHash
{
    /// <summary>The number of a name's shard. Every node of every version must agree on it, so this never changes.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shards">How many shards there are: a power of two up to 256, so that a byte of a hash names each as often as another.</param>
    public static int Of(string name, int shards)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        return hash[0] % shards;
    }
}
