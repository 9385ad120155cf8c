using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.History;

/// <summary>Writes a page of history, copying the envelopes' bytes as the broker keeps them.</summary>
internal static class HistoryWriter
{
    // A page may be hundreds of megabytes; what waits for a slow reader is about this much.
    private const int FlushBytes = 64 * 1024;

    public static async Task WriteAsync(PipeWriter writer, ChannelName channel, HistoryAnswer answer, CancellationToken cancellationToken)
    {
        writer.Write("{\"channel\":\""u8);
        // An address holds nothing that JSON escapes.
        Encoding.ASCII.GetBytes(channel.Value, writer);
        writer.Write("\",\"events\":["u8);
        int unflushed = 0;
        for (int i = 0; i < answer.Events.Count; i++)
        {
            if (i > 0) writer.Write(","u8);
            unflushed += WriteEnvelope(writer, answer.Events[i]);
            if (unflushed < FlushBytes) continue;
            unflushed = 0;
            FlushResult flushed = await writer.FlushAsync(cancellationToken);
            if (flushed.IsCompleted) return;
        }

        writer.Write(answer.Complete ? "],\"complete\":true,\"next\":"u8 : "],\"complete\":false,\"next\":"u8);
        WritePosition(writer, answer.Next);
        writer.Write(",\"cursor\":"u8);
        WritePosition(writer, answer.Cursor);
        writer.Write("}"u8);
        await writer.FlushAsync(cancellationToken);
    }

    private static void WritePosition(PipeWriter writer, string? position)
    {
        if (position is null)
        {
            writer.Write("null"u8);
            return;
        }

        writer.Write("\""u8);
        // A position holds nothing that JSON escapes either.
        Encoding.ASCII.GetBytes(position, writer);
        writer.Write("\""u8);
    }

    private static int WriteEnvelope(PipeWriter writer, ChannelEvent channelEvent)
    {
        int length = EnvelopeWriter.Write(writer.GetSpan(EnvelopeWriter.Length(channelEvent.Body)), channelEvent.Id, channelEvent.Body);
        writer.Advance(length);
        return length;
    }
}
