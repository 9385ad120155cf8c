using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using PubSub.AspNetCore.Streaming;
using PubSub.Core.Fanout;
using PubSub.Core.Partitioning;
using PubSub.Core.Presence;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>A session over a WebSocket: the only writer of its connection. Many frames go out in one write.</summary>
/// <param name="stream">What was made of the request by the handshake.</param>
/// <param name="connection">Its connection.</param>
/// <param name="clientId">How others know the connection.</param>
/// <param name="memberId">The member that it is one of, in channels that have members.</param>
/// <param name="time">The clock.</param>
/// <param name="mostPendingBytes">How much may wait to be written, beside events, before nothing more is read.</param>
/// <param name="logger">The log.</param>
internal sealed class SocketSession(
    SocketStream stream,
    SessionConnection connection,
    string clientId,
    string memberId,
    TimeProvider time,
    int mostPendingBytes,
    ILogger logger)
    : ChangingSession(time, mostPendingBytes), IConnectedSession
{
    private static readonly byte[] s_beforePosition = [.. ",\"position\":\""u8];
    private static readonly byte[] s_afterPosition = [.. "\"}"u8];

    private readonly PipeWriter _body = stream.Output;
    private volatile bool _hasReceived = true;
    private volatile bool _isBusy;
    private ushort _protocolCode;

    public SessionConnection Connection => connection;

    /// <summary>How others know the connection.</summary>
    public string ClientId => clientId;

    /// <summary>The member that the connection is one of, in channels that have members.</summary>
    public string MemberId => memberId;

    /// <summary>Told of a channel that cannot be read on, on a thread of its own. To be set before a channel is added.</summary>
    public Func<JoinedChannel, SessionEnd, Task> OnChannelLost { get; set; } = static (_, _) => Task.CompletedTask;

    // The connection lasts until the peer has closed it as well.
    public override bool GivesPlaceBack => false;

    // Frames of a log are those of an event stream.
    public override bool CopiesFrames => false;

    public override int BytesBesideFrame(Subscription subscription) =>
        OwnerOf(subscription) is { TellsPositionOfEach: true } joined ? joined.PositionLength + s_beforePosition.Length + s_afterPosition.Length : 0;

    public override void Abort() => connection.Abort();

    // Whoever has the write token comes here; what follows may wait.
    public override void GiveUp(Subscription subscription, SessionEnd why) => _ = Task.Run(() => OnChannelLost(OwnerOf(subscription), why));

    /// <summary>True while a message is being carried out: the connection is not read then, so that no sign of life can arrive.</summary>
    public bool IsBusy
    {
        get => _isBusy;
        set
        {
            _hasReceived = true;
            _isBusy = value;
        }
    }

    /// <summary>Says that the peer has sent something: it is alive.</summary>
    public void NoteReceived() => _hasReceived = true;

    /// <summary>Ends the session, because the reader of frames has found something that RFC 6455 does not allow.</summary>
    /// <param name="code">What it says about that (section 7.4.1).</param>
    public void CloseBecauseOf(ushort code)
    {
        _protocolCode = code;
        Close(SocketEnd.ProtocolError);
    }

    public override bool WriteRendered(Subscription subscription, RenderedEvent rendered)
    {
        if (rendered.Bytes.IsEmpty) return false;
        // What the connection itself has said was answered, perhaps before it was told what was said of its member earlier: then it comes again, in its place.
        if (!subscription.TellsOwn && string.Equals(rendered.Sender, clientId, StringComparison.Ordinal)) return false;
        if (string.Equals(rendered.MemberId, memberId, StringComparison.Ordinal)) subscription.TellsOwn = true;
        JoinedChannel joined = OwnerOf(subscription);
        if (joined.TellsPositionOfEach && !subscription.Channel.IsCompanion) WriteWithPosition(SocketFrame.PayloadOf(rendered.Bytes), joined);
        else _body.Write(rendered.Bytes);
        return true;
    }

    public override int WriteGap(Subscription subscription, string reason)
    {
        JoinedChannel joined = OwnerOf(subscription);
        if (subscription.Channel.IsCompanion)
        {
            // Who missed changes is told anew who is there.
            PresenceState state = PresenceState.At(subscription);
            subscription.TellsOwn = true;
            return Write(SocketMessages.Joined(null, joined, (state, joined.MeIn(state, memberId)), resumed: null));
        }

        ChannelPartition.TellOnce(subscription);
        return Write(SocketMessages.Gap(joined, reason));
    }

    public override void WriteFrame(Subscription subscription, ReadOnlySpan<byte> frame, int jsonStart, EventId id) =>
        throw new InvalidOperationException("Every channel of a WebSocket has a renderer.");

    public override void WriteFrames(ReadOnlySpan<byte> frames) => throw new InvalidOperationException("Frames of an event stream are none of a WebSocket.");

    protected override void WriteBytes(ReadOnlySpan<byte> bytes) => _body.Write(bytes);

    protected override void WriteReady()
    {
        // The protocol has the client speak first.
    }

    // The answer has until the next keep-alive: whatever arrives is one.
    protected override void WriteKeepAlive(bool withPosition)
    {
        if (!_hasReceived && !_isBusy)
        {
            Close(SocketEnd.PingTimeout);
            return;
        }

        _hasReceived = false;
        _body.Write(SocketFrame.Ping);
    }

    protected override void WriteEnd(SessionEnd end) => _body.Write(SocketFrame.Close(_protocolCode != 0 ? _protocolCode : CloseCode.Of(end), end.Code));

    protected override ValueTask<FlushResult> FlushAsync() => _body.FlushAsync(connection.PeerGone);

    protected override void OnFault(Exception error)
    {
        if (error is IOException or OperationCanceledException or ObjectDisposedException) logger.SocketBroke(error);
        else logger.SocketFailed(error);
    }

    protected override void OnClosed()
    {
        base.OnClosed();
        // The connection is still read, until the peer has closed it as well.
        logger.SocketEnded(clientId, End?.Code ?? "");
    }

    private static JoinedChannel OwnerOf(Subscription subscription) => (JoinedChannel)subscription.Owner!;

    private int Write(byte[] message)
    {
        _body.Write(message);
        return message.Length;
    }

    // The position is this session's; the rest of the message it shares with others.
    private void WriteWithPosition(ReadOnlySpan<byte> message, JoinedChannel joined)
    {
        ReadOnlySpan<byte> open = message[..^1];
        int length = open.Length + s_beforePosition.Length + joined.PositionLength + s_afterPosition.Length;
        _body.Advance(SocketFrame.WriteTextHead(_body.GetSpan(SocketFrame.MostHeadBytes), length));
        _body.Write(open);
        _body.Write(s_beforePosition);
        joined.WritePosition(_body.GetSpan(joined.PositionLength));
        _body.Advance(joined.PositionLength);
        _body.Write(s_afterPosition);
    }
}
