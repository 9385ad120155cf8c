using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Publishing;

namespace PubSub.Core.Presence;

/// <summary>What the server says of members.</summary>
internal static class UserInfoReader
{
    /// <summary>What the server says of a caller.</summary>
    /// <param name="select">Tells it, an object, or null for nothing; null where the host has none such.</param>
    /// <param name="caller">Of whom.</param>
    /// <param name="channel">The channel, for the log.</param>
    /// <param name="mostBytes">The most that it may be.</param>
    /// <param name="logger">Where errors go.</param>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InternalError"/>: the selector threw, or what it selects is no JSON object or too large.</exception>
    public static PresenceInfo Read(Func<ClaimsPrincipal, object?>? select, Caller caller, ChannelName channel, int mostBytes, ILogger logger)
    {
        if (select is null || caller.Principal is not { } user) return PresenceInfo.Empty;
        try
        {
            object? selected = select(user);
            if (selected is null) return PresenceInfo.Empty;
            JsonElement json = JsonSerializer.SerializeToElement(selected, selected.GetType(), ContractJson.Strict);
            if (!PresenceInfo.TryRead(json, out PresenceInfo? info)) throw new InvalidOperationException($"It selects a JSON {json.ValueKind} and no object.");
            // Not the client's fault, which could tell no less.
            return info.Bytes <= mostBytes ? info : throw new InvalidOperationException($"It selects {info.Bytes} bytes, and {nameof(PresenceOptions.MaxInfoBytes)} is {mostBytes}.");
        }
        catch (Exception error)
        {
            PresenceLog.SelectorFailed(logger, error, channel.Value);
            throw new PubSubException(ErrorCode.InternalError, "What is told about members of this channel could not be worked out.", error);
        }
    }
}
