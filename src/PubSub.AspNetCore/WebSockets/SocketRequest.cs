using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>A client's message. Members that its type does not know are ignored, as the protocol's other servers do.</summary>
/// <param name="json">The message, an object. Read only while it is there.</param>
internal readonly struct SocketRequest(JsonElement json)
{
    private static readonly JsonElement s_null = JsonElement.Parse("null"u8);

    /// <summary>The longest type, request id, and event name, in characters.</summary>
    private const int MaxLength = 200;

    /// <summary>What the sender tells the answer by, or null.</summary>
    public string? RequestId => Optional("requestId", MaxLength);

    /// <summary>What is asked for.</summary>
    public string Type => Required("type", MaxLength);

    /// <summary>The address that it is about.</summary>
    public string Channel => Required("channel", int.MaxValue);

    /// <summary>The event's name.</summary>
    public string Event => Required("event", MaxLength);

    /// <summary>The event's data; JSON's null where there is none.</summary>
    public JsonElement Data => json.TryGetProperty("data", out JsonElement data) ? data : s_null;

    /// <summary>The position to resume from.</summary>
    public string? LastEventId => Optional("lastEventId", int.MaxValue);

    /// <summary>Whether events are to come as envelopes.</summary>
    public bool Envelopes => json.TryGetProperty("envelopes", out JsonElement flag) && flag.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw new SocketRefusal(ErrorCode.InvalidRequest, "'envelopes' must be true or false."),
    };

    /// <summary>What a member says of itself, or null.</summary>
    public JsonElement? UserInfo => !json.TryGetProperty("userInfo", out JsonElement info) || info.ValueKind == JsonValueKind.Null
        ? null
        : info.ValueKind == JsonValueKind.Object ? info : throw new SocketRefusal(ErrorCode.InvalidRequest, "'userInfo' must be an object.");

    private string Required(string member, int maxLength) =>
        Optional(member, maxLength) is { Length: > 0 } text ? text : throw new SocketRefusal(ErrorCode.InvalidRequest, $"The message needs '{member}', a string.");

    private string? Optional(string member, int maxLength)
    {
        if (!json.TryGetProperty(member, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.String) throw new SocketRefusal(ErrorCode.InvalidRequest, $"'{member}' must be a string.");
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new SocketRefusal(ErrorCode.InvalidRequest, $"'{member}' holds an escaped surrogate without its pair.");
        }

        return text.Length <= maxLength ? text : throw new SocketRefusal(ErrorCode.InvalidRequest, $"'{member}' has at most {maxLength} characters.");
    }
}
