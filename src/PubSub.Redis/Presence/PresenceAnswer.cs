using PubSub.Core.Adapters;
using PubSub.Core.Presence;
using StackExchange.Redis;

namespace PubSub.Redis.Presence;

/// <summary>Reads the scripts' answers.</summary>
internal static class PresenceAnswer
{
    private const string Unreadable = "Redis holds presence that this version cannot read. Check that nobody else writes keys of this prefix, and that all nodes run one version.";

    /// <summary>Reads the outcome of a step: its status, the channel's epoch and version, and the member.</summary>
    /// <exception cref="BrokerUnavailableException">It is none.</exception>
    public static PresenceOutcome Outcome(RedisResult answer)
    {
        var parts = (RedisResult[])answer!;
        PresencePosition position = Position(parts[1], parts[2]);
        return (string)parts[0]! switch
        {
            "done" => new PresenceOutcome(PresenceStatus.Done, Member(parts[3]), position),
            "large" => new PresenceOutcome(PresenceStatus.TooLarge, Position: position),
            "full" => new PresenceOutcome(PresenceStatus.Full, Position: position),
            _ => new PresenceOutcome(PresenceStatus.NotMember, Position: position),
        };
    }

    /// <summary>Reads who is in a channel.</summary>
    /// <exception cref="BrokerUnavailableException">It is none.</exception>
    public static PresenceSnapshot Snapshot(RedisResult answer)
    {
        var parts = (RedisResult[])answer!;
        return PresenceSnapshot.Of(Position(parts[0], parts[1]), parts.Skip(2).Select(Member));
    }

    /// <summary>Reads a channel's last change, whose epoch is zero where it has no record. False where it is none.</summary>
    public static bool TryPosition(byte[]? epoch, byte[]? version, out PresencePosition position)
    {
        bool isRead = PresenceMessage.TryNumber(epoch, out long e) & PresenceMessage.TryNumber(version, out long v);
        position = new PresencePosition(e, v);
        return isRead;
    }

    private static PresencePosition Position(RedisResult epoch, RedisResult version) =>
        TryPosition((byte[]?)epoch, (byte[]?)version, out PresencePosition position) ? position : throw new BrokerUnavailableException(Unreadable);

    private static PresenceMember Member(RedisResult answer)
    {
        ReadOnlyMemory<byte>[] parts = [.. ((RedisResult[])answer!).Select(part => (ReadOnlyMemory<byte>)(byte[])part!)];
        return PresenceMessage.TryReadMember(parts, 0, out PresenceMember? member) ? member : throw new BrokerUnavailableException(Unreadable);
    }
}
