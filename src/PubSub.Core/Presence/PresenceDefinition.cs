using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Publishing;

namespace PubSub.Core.Presence;

/// <summary>That a channel has members, and what the server says of each.</summary>
/// <param name="Select">What the server says of a user, an object; null where it says nothing.</param>
internal sealed record PresenceDefinition(Func<ClaimsPrincipal, object?>? Select)
{
    /// <summary>What the server says of a caller.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InternalError"/>: the selector threw, or what it selects is no JSON object.</exception>
    public PresenceInfo Tell(Caller caller, ChannelName channel, ILogger logger)
    {
        if (Select is null || caller.Principal is not { } user) return PresenceInfo.Empty;
        try
        {
            object? selected = Select(user);
            if (selected is null) return PresenceInfo.Empty;
            JsonElement json = JsonSerializer.SerializeToElement(selected, selected.GetType(), ContractJson.Strict);
            return PresenceInfo.TryRead(json, out PresenceInfo? info) ? info : throw new InvalidOperationException($"It selects a JSON {json.ValueKind} and no object.");
        }
        catch (Exception error)
        {
            PresenceLog.SelectorFailed(logger, error, channel.Value);
            throw new PubSubException(ErrorCode.InternalError, "What is told about members of this channel could not be worked out.", error);
        }
    }
}
