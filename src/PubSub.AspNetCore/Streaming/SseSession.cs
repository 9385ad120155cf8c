using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.Core.Partitioning;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;
using PubSub.Core.Subscribing;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.AspNetCore.Streaming;

/// <summary>A session that writes an event stream (WHATWG HTML, section 9.2) into a response.</summary>
internal sealed class SseSession(
    HttpContext context,
    SessionConnection connection,
    Subscription[] subscriptions,
    TimeProvider time,
    PubSubHttpOptions options,
    TimeSpan keepAlive,
    ILogger logger) : Session(subscriptions, time), IConnectedSession
{
    private readonly PipeWriter _body = context.Response.BodyWriter;

    // A companion stands last, and has no entry in the cursor: who comes back is told who is there.
    private int Positions => Subscriptions[^1].Channel.IsCompanion ? Subscriptions.Length - 1 : Subscriptions.Length;

    // A stream of one channel has the event's own id in front of each frame, which all its subscribers share.
    public override bool CopiesFrames { get; } = subscriptions.Length == 1;

    // The vector of positions.
    public override int BytesBesideFrame(Subscription subscription) => CopiesFrames ? 0 : Positions * (EventId.Base64UrlLength + 1);

    public SessionConnection Connection => connection;

    public override void Abort() => connection.Abort();

    protected override void OnClosed()
    {
        connection.Release();
        logger.StreamEnded(End?.Code ?? "");
    }

    protected override void WriteReady()
    {
        _body.Write("retry: "u8);
        WriteNumber((long)options.StreamRetry.TotalMilliseconds);
        _body.Write("\n\n"u8);
        WriteId();
        _body.Write("event: pubsub:ready\ndata: "u8);
        JsonScratch scratch = JsonScratch.Rent();
        Utf8JsonWriter json = scratch.Writer;
        json.WriteStartObject();
        json.WriteStartArray("channels"u8);
        for (int i = 0; i < Positions;)
        {
            // The partitions of a channel stand beside each other.
            ChannelName channel = ChannelPartition.ChannelOf(Subscriptions[i]);
            int first = i;
            while (++i < Positions && ChannelPartition.ChannelOf(Subscriptions[i]) == channel)
            {
            }

            json.WriteStartObject();
            json.WriteString("channel"u8, channel.Value);
            json.WriteString("resumed"u8, ResumedName.Of(ChannelPartition.ResumedOf(Subscriptions.AsSpan(first, i - first))));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("keepAliveMs"u8, (long)keepAlive.TotalMilliseconds);
        WriteData(scratch);
        if (Positions < Subscriptions.Length) WriteMembers(Subscriptions[Positions]);
    }

    public override int WriteGap(Subscription subscription, string reason)
    {
        if (subscription.Channel.IsCompanion) return WriteMembers(subscription);
        ChannelPartition.TellOnce(subscription);
        WriteId();
        _body.Write("event: pubsub:gap\ndata: "u8);
        JsonScratch scratch = JsonScratch.Rent();
        Utf8JsonWriter json = scratch.Writer;
        json.WriteStartObject();
        json.WriteString("channel"u8, ChannelPartition.ChannelOf(subscription).Value);
        json.WriteString("reason"u8, reason);
        return WriteData(scratch);
    }

    public override void WriteFrame(Subscription subscription, ReadOnlySpan<byte> frame, int jsonStart, EventId id)
    {
        if (CopiesFrames)
        {
            _body.Write(frame);
            return;
        }

        if (subscription.Channel.IsCompanion)
        {
            WriteChange(PresenceBody.Read(frame, jsonStart));
            return;
        }

        WriteId();
        _body.Write(frame[EncodedEvent.IdLineLength..]);
    }

    public override void WriteFrames(ReadOnlySpan<byte> frames) => _body.Write(frames);

    protected override void WriteKeepAlive(bool withPosition)
    {
        _body.Write(":keepalive\n\n"u8);
        if (!withPosition) return;
        // A blank line after an id alone moves the browser's last event id and dispatches nothing.
        WriteId();
        _body.Write("\n"u8);
    }

    protected override void WriteEnd(SessionEnd end)
    {
        _body.Write("event: pubsub:close\ndata: "u8);
        JsonScratch scratch = JsonScratch.Rent();
        Utf8JsonWriter json = scratch.Writer;
        json.WriteStartObject();
        json.WriteString("code"u8, end.Code);
        json.WriteBoolean("reconnect"u8, end.Reconnect);
        json.WriteNumber("retryAfterMs"u8, (long)end.RetryAfter.TotalMilliseconds);
        WriteData(scratch);
    }

    // With the token, because a server may leave a flush pending for good when its peer goes. Over HTTP/2 Kestrel does where a reset comes while it counts what it
    // has sent and the peer's window is full: it forgets to look at the stream again. CancelPendingFlush does nothing by then.
    protected override ValueTask<FlushResult> FlushAsync() => _body.FlushAsync(connection.PeerGone);

    protected override void OnFault(Exception error)
    {
        if (error is IOException or OperationCanceledException or ObjectDisposedException) logger.StreamBroke(error);
        else logger.StreamFailed(error);
    }

    private void WriteChange(PresenceEntry entry)
    {
        _body.Write(entry.Kind switch
        {
            PresenceChangeKind.Joined => "event: presence:join\ndata: "u8,
            PresenceChangeKind.Updated => "event: presence:update\ndata: "u8,
            _ => "event: presence:leave\ndata: "u8,
        });
        _body.Write(entry.Member);
        _body.Write("\n\n"u8);
    }

    private int WriteMembers(Subscription companion)
    {
        PresenceState state = PresenceState.At(companion);
        _body.Write("event: presence:state\ndata: {\"members\":"u8);
        _body.Write(state.MembersJson.Span);
        _body.Write(",\"count\":"u8);
        WriteNumber(state.Members.Count);
        _body.Write("}\n\n"u8);
        return state.MembersJson.Length;
    }

    // Ends the frame with the object that was begun.
    private int WriteData(JsonScratch scratch)
    {
        scratch.Writer.WriteEndObject();
        int length = scratch.Written.Length;
        _body.Write(scratch.Written);
        _body.Write("\n\n"u8);
        scratch.Return();
        return length;
    }

    private void WriteId()
    {
        _body.Write("id: "u8);
        int length = StreamCursor.LengthOf(Positions);
        StreamCursor.Write(_body.GetSpan(length), Subscriptions.AsSpan(0, Positions));
        _body.Advance(length);
        _body.Write("\n"u8);
    }

    private void WriteNumber(long value)
    {
        Span<byte> digits = _body.GetSpan(20);
        value.TryFormat(digits, out int written);
        _body.Advance(written);
    }
}
