using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>The life of a WebSocket: its messages are carried out one after the other until either side ends it.</summary>
internal sealed class SocketRun(
    SocketSession session, Conversation conversation, SocketMessageReader reader, TimeSpan goodbyeTimeout, TimeProvider time, ILogger logger)
{
    /// <summary>Completes when nothing of the session can write any more and every channel is left.</summary>
    public async Task RunAsync()
    {
        using var over = new CancellationTokenSource();
        using var ended = new CancellationTokenSource();
        Task leaving = LeaveAsync(over);
        Task reading = ReadAsync(over.Token, ended.Token);
        await Task.WhenAny(reading, session.Completion);
        // Whoever speaks first: the other says goodbye too, and then the connection is closed. A peer that does not is not waited for for long.
        if (!reading.IsCompleted) await WaitForGoodbyeAsync(reading, ended);
        await session.Completion;
        session.Connection.Release();
        await leaving;
    }

    // Not after the peer's goodbye, which it may keep to itself: nothing more reaches it in the channels, and nothing that it says is carried out.
    private async Task LeaveAsync(CancellationTokenSource over)
    {
        await session.Completion;
        await over.CancelAsync();
        await conversation.EndAsync();
    }

    private async Task WaitForGoodbyeAsync(Task reading, CancellationTokenSource ended)
    {
        try
        {
            if (session.End != SessionEnd.PeerGone) await reading.WaitAsync(goodbyeTimeout, time);
        }
        catch (TimeoutException)
        {
            session.Abort();
        }

        await ended.CancelAsync();
        await reading;
    }

    // Does not fail: what it finds ends the session.
    private async Task ReadAsync(CancellationToken over, CancellationToken ended)
    {
        try
        {
            await ReadMessagesAsync(over, ended);
        }
        catch (Exception error) when (error is WebSocketException or IOException or OperationCanceledException)
        {
            // Where the peer has broken the protocol, the session has its end already.
            session.Close(SessionEnd.PeerGone);
        }
        catch (Exception error)
        {
            logger.MessageFailed(error, session.ClientId);
            session.Close(SocketEnd.Failed);
        }
    }

    private async Task ReadMessagesAsync(CancellationToken over, CancellationToken ended)
    {
        while (session.End is null)
        {
            switch (await reader.ReadAsync(ended))
            {
                case SocketRead.Closed:
                    session.Close(SocketEnd.Goodbye);
                    return;
                case SocketRead.Binary:
                    conversation.Refuse(SocketErrors.Binary);
                    session.Close(SocketEnd.UnsupportedData);
                    break;
                case SocketRead.TooBig:
                    conversation.Refuse(SocketErrors.MessageTooBig);
                    session.Close(SocketEnd.MessageTooBig);
                    break;
                default:
                    await TakeAsync(over);
                    break;
            }
        }

        // Unread bytes would have the operating system reset the connection, and the peer might not see why it was closed.
        await reader.DiscardAsync(ended);
    }

    private async Task TakeAsync(CancellationToken over)
    {
        // What came after the session's end comes too late.
        if (session.End is not null) return;
        session.IsBusy = true;
        try
        {
            await conversation.TakeAsync(reader.Message, over);
            // Who does not read the answers is not read either.
            await session.WhenRoom().WaitAsync(over);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The session has ended meanwhile.
        }

        session.IsBusy = false;
    }
}
