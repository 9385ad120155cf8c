using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>What members may tell and how many there may be, and how who goes beyond that is refused.</summary>
internal sealed class PresenceLimits(PresenceOptions options)
{
    private static readonly TimeSpan s_retryWhenFull = TimeSpan.FromSeconds(5);

    public static PubSubException NotMember() => new(ErrorCode.NotMember, "The connection is not a member of this channel. Join it first.");

    /// <summary>What a client tells.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidRequest"/> or <see cref="ErrorCode.PayloadTooLarge"/>.</exception>
    public PresenceInfo Read(JsonElement json)
    {
        if (!PresenceInfo.TryRead(json, out PresenceInfo? info))
            throw new PubSubException(ErrorCode.InvalidRequest, "What a member tells about itself is a JSON object, and holds no escaped surrogate without its pair.");
        return info.Bytes <= options.MaxInfoBytes ? info : throw TooLarge();
    }

    /// <summary>A step that the store has taken.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.NotMember"/>, <see cref="ErrorCode.PayloadTooLarge"/> or <see cref="ErrorCode.ChannelFull"/>: it has not taken it.</exception>
    public PresenceOutcome Check(PresenceOutcome outcome) => outcome.Status switch
    {
        PresenceStatus.NotMember => throw NotMember(),
        PresenceStatus.TooLarge => throw TooLarge(),
        PresenceStatus.Full => throw new PubSubException(
            ErrorCode.ChannelFull, $"The channel has {options.MaxMembersPerChannel} members, which is as many as it may have. Try again when somebody has left.")
        {
            RetryAfter = s_retryWhenFull,
        },
        _ => outcome,
    };

    private PubSubException TooLarge() => new(
        ErrorCode.PayloadTooLarge,
        $"A member may tell {options.MaxInfoBytes} bytes about itself, names and values together, and what the server says of it is counted. Tell less.");
}
