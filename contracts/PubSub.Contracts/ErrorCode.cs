namespace PubSub.Contracts;

/// <summary>The codes of the errors that a server answers, as the member <c>code</c> of an RFC 9457 problem document.</summary>
public static class ErrorCode
{
    /// <summary>400: the body is not JSON, is nested too deeply, or is cut off.</summary>
    public const string InvalidJson = "INVALID_JSON";

    /// <summary>400: the payload does not fit the event's contract; <c>errors</c> says where, by JSON path.</summary>
    public const string InvalidPayload = "INVALID_PAYLOAD";

    /// <summary>400: a channel address is malformed, or lacks or repeats what the event needs.</summary>
    public const string InvalidChannel = "INVALID_CHANNEL";

    /// <summary>400: a position in the query is neither an event id nor a time.</summary>
    public const string InvalidCursor = "INVALID_CURSOR";

    /// <summary>400: another part of the request is wrong; the detail says which.</summary>
    public const string InvalidRequest = "INVALID_REQUEST";

    /// <summary>401: the caller is not signed in.</summary>
    public const string Unauthenticated = "UNAUTHENTICATED";

    /// <summary>A stream was ended because the credential that it was opened with has ended. Come back with another, and resume from the last id.</summary>
    public const string CredentialExpired = "CREDENTIAL_EXPIRED";

    /// <summary>403: the caller may not do this.</summary>
    public const string Forbidden = "FORBIDDEN";

    /// <summary>403: only the server sends this event.</summary>
    public const string NotClientSendable = "NOT_CLIENT_SENDABLE";

    /// <summary>404: no event of that name is in the catalogue.</summary>
    public const string UnknownEvent = "UNKNOWN_EVENT";

    /// <summary>404: no channel of the catalogue has that address.</summary>
    public const string UnknownChannel = "UNKNOWN_CHANNEL";

    /// <summary>404: the channel keeps no history.</summary>
    public const string HistoryDisabled = "HISTORY_DISABLED";

    /// <summary>404: the channel is declared without presence, so that it is not known who is in it.</summary>
    public const string PresenceDisabled = "PRESENCE_DISABLED";

    /// <summary>404: nothing is at this path.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>405: the path does not take this method; the header <c>Allow</c> says which it takes.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";

    /// <summary>409: the connection is not a member of the channel. Join it first.</summary>
    public const string NotMember = "NOT_MEMBER";

    /// <summary>Over a WebSocket: the connection has not joined the channel that it sends to. Join it first.</summary>
    public const string NotInChannel = "NOT_IN_CHANNEL";

    /// <summary>Over a WebSocket: the host has no channels without a contract.</summary>
    public const string ChannelsDisabled = "CHANNELS_DISABLED";

    /// <summary>Over a WebSocket: the broker or the store of members did not answer a join. Try again later.</summary>
    public const string JoinFailed = "JOIN_FAILED";

    /// <summary>Over a WebSocket: the store of members did not answer. The channel is left all the same, and the others are told later.</summary>
    public const string LeaveFailed = "LEAVE_FAILED";

    /// <summary>Over a WebSocket: the store of members did not answer an update, or the channel has no members.</summary>
    public const string UpdateFailed = "UPDATE_FAILED";

    /// <summary>Over a WebSocket: the connection is in as many channels as it may be. Leave one first.</summary>
    public const string TooManyChannels = "TOO_MANY_CHANNELS";

    /// <summary>429: the channel has as many members as it may. Try again when somebody has left.</summary>
    public const string ChannelFull = "CHANNEL_FULL";

    /// <summary>409: a request with the same client event id is still running. Retry later.</summary>
    public const string InProgress = "IN_PROGRESS";

    /// <summary>422: the client event id was used before, with another payload.</summary>
    public const string IdempotencyMismatch = "IDEMPOTENCY_MISMATCH";

    /// <summary>413: the body is larger than the server's limit.</summary>
    public const string PayloadTooLarge = "PAYLOAD_TOO_LARGE";

    /// <summary>415: the body's media type is not JSON.</summary>
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";

    /// <summary>429: too many requests. Retry later.</summary>
    public const string RateLimited = "RATE_LIMITED";

    /// <summary>503: the server holds as many streams as it may. Retry later.</summary>
    public const string TooManyConnections = "TOO_MANY_CONNECTIONS";

    /// <summary>503: the broker cannot be reached or cannot keep up. Retry later.</summary>
    public const string BrokerUnavailable = "BROKER_UNAVAILABLE";

    /// <summary>A stream was ended because its subscriber read too slowly. Come back, and resume from the last id.</summary>
    public const string TooSlow = "TOO_SLOW";

    /// <summary>503: the server is shutting down. Retry elsewhere or later.</summary>
    public const string Draining = "DRAINING";

    /// <summary>500: the event's action failed. Its request id is in the server's log with the full error.</summary>
    public const string ActionFailed = "ACTION_FAILED";

    /// <summary>500: the server failed outside an action. The request id is in its log with the full error.</summary>
    public const string InternalError = "INTERNAL_ERROR";

    /// <summary>504: the event's action took longer than it may.</summary>
    public const string ActionTimeout = "ACTION_TIMEOUT";
}
