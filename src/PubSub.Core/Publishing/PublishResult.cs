using System.Buffers;
using PubSub.Core.Adapters;

namespace PubSub.Core.Publishing;

/// <summary>The answer to a request that was carried out.</summary>
/// <param name="Replayed">True where the request had been carried out before and its stored outcome is answered.</param>
/// <param name="Result">What the action answered, as JSON; <c>null</c> where there is nothing.</param>
/// <param name="Events">What was published: the sent event first where it is broadcast, then what the action emitted, in order.</param>
internal sealed record PublishResult(bool Replayed, ReadOnlyMemory<byte> Result, IReadOnlyList<ChannelEvent> Events)
{
    /// <summary>Writes <c>{"status":…,"result":…,"emittedEvents":[…]}</c>.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        output.Write(Replayed ? "{\"status\":\"replayed\",\"result\":"u8 : "{\"status\":\"ok\",\"result\":"u8);
        output.Write(Result.Span);
        output.Write(",\"emittedEvents\":["u8);
        for (int i = 0; i < Events.Count; i++)
        {
            if (i > 0) output.Write(","u8);
            (Contracts.EventId id, EventBody body) = Events[i];
            output.Advance(EnvelopeWriter.Write(output.GetSpan(EnvelopeWriter.Length(body)), id, body));
        }

        output.Write("]}"u8);
    }
}
