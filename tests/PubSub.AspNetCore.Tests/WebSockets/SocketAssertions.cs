using System.Text.Json;

namespace PubSub.AspNetCore.Tests.WebSockets;

internal static class SocketAssertions
{
    /// <summary>An <c>error</c> with nothing but what the protocol says.</summary>
    public static void ShouldBeError(this JsonElement message, string code, string? requestId = null)
    {
        string[] members = requestId is null ? ["type", "code", "message"] : ["type", "requestId", "code", "message"];
        message.EnumerateObject().Select(m => m.Name).ShouldBe(members, message.GetRawText());
        message.GetProperty("type").GetString().ShouldBe("error");
        message.GetProperty("code").GetString().ShouldBe(code, message.GetRawText());
        message.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        if (requestId is not null) message.GetProperty("requestId").GetString().ShouldBe(requestId);
    }
}
