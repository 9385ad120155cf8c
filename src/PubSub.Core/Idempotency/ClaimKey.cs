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
        return "request:" + Hash(kind, scope, sent.Definition.Name, sent.Channel.Value, sent.ClientEventId!);
    }

    /// <summary>The key of an effect of <see cref="IIdempotency"/>; never that of a request.</summary>
    public static string ForEffect(string key) => "effect:" + Hash(key);

    /// <summary>The key under which one event of an outcome is published once.</summary>
    public static string ForEvent(string key, int index) => string.Create(CultureInfo.InvariantCulture, $"{key}:{index}");

    /// <summary>
    /// What a retry must repeat: the payload and the client's meta. Taken of the payload as the contract writes it, so that white space and the order
    /// of members do not matter.
    /// </summary>
    public static byte[] HashOf(SentEvent sent)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, sent.Body.Payload.Span);
        if (sent.Meta is not null) Append(hash, JsonSerializer.SerializeToUtf8Bytes(sent.Meta, ContractJson.Strict));
        return hash.GetHashAndReset();
    }

    private static string Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in parts) Append(hash, Encoding.UTF8.GetBytes(part));
        return Base64Url.EncodeToString(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
