using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.AspNetCore.Hosting;
using PubSub.AspNetCore.Streaming;
using PubSub.AspNetCore.WebSockets;

namespace PubSub.AspNetCore.Tests.WebSockets;

public sealed class SocketStreamTests
{
    [Fact]
    public void Write_PongsBeyondWhatMayWait_WaitsForRoom()
    {
        var stream = new SocketStream(Stream.Null);
        var drain = new DrainState(new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance));
        var connection = new SessionConnection(new DefaultHttpContext(), drain, TimeSpan.FromSeconds(5), TimeProvider.System);
        // Not started: nothing of it is written.
        stream.Session = new SocketSession(stream, connection, "client", "member", TimeProvider.System, mostPendingBytes: 100, NullLogger.Instance);

        Task first = stream.WriteAsync(Pong(90)).AsTask();
        Task second = stream.WriteAsync(Pong(90)).AsTask();

        first.IsCompleted.ShouldBeTrue();
        second.IsCompleted.ShouldBeFalse();
    }

    private static ReadOnlyMemory<byte> Pong(byte length) => new byte[] { 0x8A, length }.Concat(new byte[length]).ToArray();
}
