using PubSub.AspNetCore.WebSockets;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>The numbers that docs/websocket.md has for why a connection is closed.</summary>
public sealed class CloseCodeTests
{
    [Theory]
    [InlineData("NORMAL", 1000)]
    [InlineData("PROTOCOL_ERROR", 1002)]
    [InlineData("UNSUPPORTED_DATA", 1003)]
    [InlineData("PAYLOAD_TOO_LARGE", 1009)]
    [InlineData("TOO_SLOW", 4100)]
    [InlineData("INTERNAL_ERROR", 4102)]
    [InlineData("DRAINING", 4200)]
    [InlineData("PING_TIMEOUT", 4201)]
    [InlineData("CREDENTIAL_EXPIRED", 4202)]
    [InlineData("ANOTHER", 4102)]
    public void Of_End_IsTheDocumentedNumber(string end, int code) =>
        ((int)CloseCode.Of(new SessionEnd(end, false, TimeSpan.Zero))).ShouldBe(code);
}
