using System.Text.Json;

namespace PubSub.AspNetCore.Tests.WebSockets;

internal static class SocketAssertions
{
    /// <summary>An <c>error</c> with nothing but what the protocol says, and when to try again where that is known.</summary>
    public static void ShouldBeError(this JsonElement message, string code, string? requestId = null, int? retryAfterMs = null)
    {
        string[] members = [.. requestId is null ? (string[])["type"] : ["type", "requestId"], "code", "message", .. retryAfterMs is null ? (string[])[] : ["retryAfterMs"]];
        message.EnumerateObject().Select(m => m.Name).ShouldBe(members, message.GetRawText());
        message.GetProperty("type").GetString().ShouldBe("error");
        message.GetProperty("code").GetString().ShouldBe(code, message.GetRawText());
        message.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        if (retryAfterMs is not null) message.GetProperty("retryAfterMs").GetInt32().ShouldBe(retryAfterMs.Value);
        if (requestId is not null) message.GetProperty("requestId").GetString().ShouldBe(requestId);
    }
}
