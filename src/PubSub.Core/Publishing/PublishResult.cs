using System.Buffers;
using PubSub.Core.Adapters;

namespace PubSub.Core.Publishing;

/// <summary>The answer to a request that was carried out.</summary>
/// <param name="Replayed">True where the request had been carried out before and its stored outcome is answered.</param>
/// <param name="Result">What the action answered, as JSON; <c>null</c> where there is nothing.</param>
/// <param name="Events">What was published: the sent event first where it is broadcast, then what the action emitted, in order.</param>
internal sealed record PublishResult(bool Replayed, ReadOnlyMemory<byte> Result, IReadOnlyList<ChannelEvent> Events)
{
    private ReadOnlySpan<byte> Start => Replayed ? "{\"status\":\"replayed\",\"result\":"u8 : "{\"status\":\"ok\",\"result\":"u8;

    private static ReadOnlySpan<byte> BeforeEvents => ",\"emittedEvents\":["u8;

    private static ReadOnlySpan<byte> End => "]}"u8;

    /// <summary>The exact number of bytes that <see cref="WriteTo"/> writes.</summary>
    public int Length
    {
        get
        {
            int length = Start.Length + Result.Length + BeforeEvents.Length + Math.Max(0, Events.Count - 1) + End.Length;
            for (int i = 0; i < Events.Count; i++) length += EnvelopeWriter.Length(Events[i].Body);
            return length;
        }
    }

    /// <summary>Writes <c>{"status":…,"result":…,"emittedEvents":[…]}</c>.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        output.Write(Start);
        output.Write(Result.Span);
        output.Write(BeforeEvents);
        for (int i = 0; i < Events.Count; i++)
        {
            if (i > 0) output.Write(","u8);
            (Contracts.EventId id, EventBody body) = Events[i];
            output.Advance(EnvelopeWriter.Write(output.GetSpan(EnvelopeWriter.Length(body)), id, body));
        }

        output.Write(End);
    }
}
