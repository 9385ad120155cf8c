using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Publishing;

namespace PubSub.Core.Idempotency;

/// <summary>
/// Names of records. A hash over parts that each carry their length, so that no two different lists of parts meet; stores see no user id.
/// </summary>
internal static class ClaimKey
{
    private const int OnStack = 1024;

    /// <summary>The key of a client's request: caller, event, channel, client event id.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidRequest"/> where nothing tells the caller from others.</exception>
    public static string ForRequest(SentEvent sent, bool allowAnonymous)
    {
        (string kind, string scope) = sent.Caller switch
        {
            { UserId: { } user } => ("user", user),
            { SessionId: { } session } => ("session", session),
            _ when allowAnonymous => ("anyone", ""),
            _ => throw new PubSubException(
                ErrorCode.InvalidRequest,
                "A client event id needs a caller that can be told from others: sign in, keep the session cookie that the server sets, or leave the id out.") { NeedsSession = true },
        };
        return Hash("request:", kind, scope, sent.Definition.Name, sent.Channel.Value, sent.ClientEventId!);
    }

    /// <summary>The key of an effect of <see cref="IIdempotency"/>; never that of a request.</summary>
    public static string ForEffect(string key) => Hash("effect:", key);

    /// <summary>The key under which one event of an outcome is published once.</summary>
    public static string ForEvent(string key, int index) => string.Create(CultureInfo.InvariantCulture, $"{key}:{index}");

    /// <summary>
    /// What a retry must repeat: the payload and the client's meta. Taken of the payload as the contract writes it, so that white space and the order
    /// of members do not matter.
    /// </summary>
    public static byte[] HashOf(SentEvent sent)
    {
        ReadOnlySpan<byte> payload = sent.Body.Payload.Span;
        ReadOnlySpan<byte> meta = sent.Meta is null ? default : JsonSerializer.SerializeToUtf8Bytes(sent.Meta, ContractJson.Strict);
        int length = LengthOf(payload) + (sent.Meta is null ? 0 : LengthOf(meta));
        byte[]? rented = null;
        Span<byte> buffer = length <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(length);
        int at = Write(payload, buffer);
        if (sent.Meta is not null) Write(meta, buffer[at..]);
        byte[] hash = SHA256.HashData(buffer[..length]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    private static string Hash(string prefix, params ReadOnlySpan<string> parts)
    {
        int most = 0;
        foreach (string part in parts) most += sizeof(int) + Encoding.UTF8.GetMaxByteCount(part.Length);
        byte[]? rented = null;
        Span<byte> buffer = most <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(most);
        int length = 0;
        foreach (string part in parts)
        {
            int bytes = Encoding.UTF8.GetBytes(part, buffer[(length + sizeof(int))..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer[length..], bytes);
            length += sizeof(int) + bytes;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..length], hash);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        Span<char> text = stackalloc char[Base64Url.GetEncodedLength(SHA256.HashSizeInBytes)];
        Base64Url.EncodeToChars(hash, text);
        return string.Concat(prefix, text);
    }

    private static int LengthOf(ReadOnlySpan<byte> part) => sizeof(int) + part.Length;

    private static int Write(ReadOnlySpan<byte> part, Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, part.Length);
        part.CopyTo(destination[sizeof(int)..]);
        return sizeof(int) + part.Length;
    }
}
