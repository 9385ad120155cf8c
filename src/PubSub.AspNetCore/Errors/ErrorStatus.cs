using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Errors;

/// <summary>The status of every code, and whether its answer says when to retry.</summary>
internal static class ErrorStatus
{
    private static readonly FrozenDictionary<string, (int Status, bool Retry)> s_table = new Dictionary<string, (int, bool)>
    {
        [ErrorCode.InvalidJson] = (StatusCodes.Status400BadRequest, false),
        [ErrorCode.InvalidPayload] = (StatusCodes.Status400BadRequest, false),
        [ErrorCode.InvalidChannel] = (StatusCodes.Status400BadRequest, false),
        [ErrorCode.InvalidCursor] = (StatusCodes.Status400BadRequest, false),
        [ErrorCode.InvalidRequest] = (StatusCodes.Status400BadRequest, false),
        [ErrorCode.Unauthenticated] = (StatusCodes.Status401Unauthorized, false),
        [ErrorCode.CredentialExpired] = (StatusCodes.Status401Unauthorized, false),
        [ErrorCode.Forbidden] = (StatusCodes.Status403Forbidden, false),
        [ErrorCode.NotClientSendable] = (StatusCodes.Status403Forbidden, false),
        [ErrorCode.UnknownEvent] = (StatusCodes.Status404NotFound, false),
        [ErrorCode.UnknownChannel] = (StatusCodes.Status404NotFound, false),
        [ErrorCode.HistoryDisabled] = (StatusCodes.Status404NotFound, false),
        [ErrorCode.PresenceDisabled] = (StatusCodes.Status404NotFound, false),
        [ErrorCode.NotFound] = (StatusCodes.Status404NotFound, false),
        [ErrorCode.MethodNotAllowed] = (StatusCodes.Status405MethodNotAllowed, false),
        [ErrorCode.NotMember] = (StatusCodes.Status409Conflict, false),
        [ErrorCode.NotInChannel] = (StatusCodes.Status409Conflict, false),
        [ErrorCode.ChannelsDisabled] = (StatusCodes.Status404NotFound, false),
        [ErrorCode.JoinFailed] = (StatusCodes.Status503ServiceUnavailable, true),
        [ErrorCode.LeaveFailed] = (StatusCodes.Status503ServiceUnavailable, true),
        [ErrorCode.UpdateFailed] = (StatusCodes.Status503ServiceUnavailable, true),
        [ErrorCode.TooManyChannels] = (StatusCodes.Status429TooManyRequests, false),
        [ErrorCode.ChannelFull] = (StatusCodes.Status429TooManyRequests, true),
        [ErrorCode.InProgress] = (StatusCodes.Status409Conflict, true),
        [ErrorCode.IdempotencyMismatch] = (StatusCodes.Status422UnprocessableEntity, false),
        [ErrorCode.PayloadTooLarge] = (StatusCodes.Status413PayloadTooLarge, false),
        [ErrorCode.UnsupportedMediaType] = (StatusCodes.Status415UnsupportedMediaType, false),
        [ErrorCode.RateLimited] = (StatusCodes.Status429TooManyRequests, true),
        [ErrorCode.TooManyConnections] = (StatusCodes.Status503ServiceUnavailable, true),
        [ErrorCode.BrokerUnavailable] = (StatusCodes.Status503ServiceUnavailable, true),
        [ErrorCode.TooSlow] = (StatusCodes.Status503ServiceUnavailable, true),
        [ErrorCode.Draining] = (StatusCodes.Status503ServiceUnavailable, true),
        [ErrorCode.ActionFailed] = (StatusCodes.Status500InternalServerError, false),
        [ErrorCode.ActionTimeout] = (StatusCodes.Status504GatewayTimeout, false),
        [ErrorCode.InternalError] = (StatusCodes.Status500InternalServerError, false),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True for a code that is in the table, as every <see cref="ErrorCode"/> is.</summary>
    public static bool IsKnown(string code) => s_table.ContainsKey(code);

    /// <summary>The status of a code; 500 for one that is not in the table.</summary>
    public static int Of(string code) => s_table.TryGetValue(code, out (int Status, bool Retry) entry) ? entry.Status : StatusCodes.Status500InternalServerError;

    /// <summary>True where the answer always carries <c>Retry-After</c>.</summary>
    public static bool AsksToRetry(string code) => s_table.TryGetValue(code, out (int Status, bool Retry) entry) && entry.Retry;
}
