using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using PubSub.Core.Presence;

namespace PubSub.Redis.Presence;

/// <summary>
/// Reads what the scripts write: a member is a list of texts (id, clientId, generation, version, joined, updated, and then names and values in turn), and a change,
/// as it is told, is such a list behind its kind, epoch, version, time and author, each part with its length in four bytes before it, in network order.
/// </summary>
internal static class PresenceMessage
{
    private const int Head = 5;
    private const int MemberHead = 6;

    /// <summary>Reads a change that was told. False where it is none.</summary>
    public static bool TryRead(byte[]? message, [NotNullWhen(true)] out PresenceChange? change)
    {
        change = null;
        if (message is null || !TrySplit(message, out List<ReadOnlyMemory<byte>> parts) || parts.Count < Head + MemberHead) return false;
        if (KindOf(TextOf(parts[0])) is not { } kind || !TryNumber(parts[1], out long epoch) || !TryNumber(parts[2], out long version)) return false;
        if (!TryTime(parts[3], out DateTimeOffset at) || !TryReadMember(parts, Head, out PresenceMember? member)) return false;
        change = new PresenceChange(kind, member, new PresencePosition(epoch, version), at, parts[4].IsEmpty ? null : TextOf(parts[4]));
        return true;
    }

    /// <summary>Reads a member. False where the parts are none.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="from">Where the member's begin; they go on to the end.</param>
    /// <param name="member">The member.</param>
    public static bool TryReadMember(IReadOnlyList<ReadOnlyMemory<byte>> parts, int from, [NotNullWhen(true)] out PresenceMember? member)
    {
        member = null;
        if (parts.Count < from + MemberHead || (parts.Count - from) % 2 != 0) return false;
        if (!TryNumber(parts[from + 2], out long generation) || !TryNumber(parts[from + 3], out long version)) return false;
        if (!TryTime(parts[from + 4], out DateTimeOffset joined) || !TryTime(parts[from + 5], out DateTimeOffset updated)) return false;
        var fields = new List<PresenceField>((parts.Count - from - MemberHead) / 2);
        for (int i = from + MemberHead; i < parts.Count; i += 2) fields.Add(new PresenceField(TextOf(parts[i]), parts[i + 1]));
        member = new PresenceMember(
            TextOf(parts[from]), TextOf(parts[from + 1]), joined, updated == DateTimeOffset.UnixEpoch ? null : updated, PresenceInfo.Of(fields))
        {
            Generation = generation,
            Version = version,
        };
        return true;
    }

    public static bool TryNumber(ReadOnlyMemory<byte> part, out long number) => long.TryParse(part.Span, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static PresenceChangeKind? KindOf(string kind) => kind switch
    {
        "joined" => PresenceChangeKind.Joined,
        "updated" => PresenceChangeKind.Updated,
        "left" => PresenceChangeKind.Left,
        _ => null,
    };

    private static bool TrySplit(ReadOnlyMemory<byte> message, out List<ReadOnlyMemory<byte>> parts)
    {
        parts = [];
        while (message.Length >= sizeof(int))
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(message.Span);
            if (length < 0 || length > message.Length - sizeof(int)) return false;
            parts.Add(message.Slice(sizeof(int), length));
            message = message[(sizeof(int) + length)..];
        }

        return message.IsEmpty;
    }

    private static bool TryTime(ReadOnlyMemory<byte> part, out DateTimeOffset time)
    {
        bool isTime = TryNumber(part, out long milliseconds) && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        time = isTime ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return isTime;
    }

    private static string TextOf(ReadOnlyMemory<byte> part) => Encoding.UTF8.GetString(part.Span);
}
