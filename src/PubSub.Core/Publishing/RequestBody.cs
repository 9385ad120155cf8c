using System.Buffers;
using PubSub.Contracts;

namespace PubSub.Core.Publishing;

/// <summary>A request's bytes in one piece: those of the transport where they already are, else a rented copy.</summary>
internal readonly struct RequestBody : IDisposable
{
    private readonly byte[]? _rented;

    private RequestBody(ReadOnlyMemory<byte> bytes, byte[]? rented)
    {
        Bytes = bytes;
        _rented = rented;
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <exception cref="PubSubException"><see cref="ErrorCode.PayloadTooLarge"/>.</exception>
    public static RequestBody Of(ReadOnlySequence<byte> body, int maxBytes)
    {
        if (body.Length > maxBytes) throw new PubSubException(ErrorCode.PayloadTooLarge, $"The body has more than {maxBytes} bytes.");
        if (body.IsSingleSegment) return new RequestBody(body.First, null);
        byte[] rented = ArrayPool<byte>.Shared.Rent((int)body.Length);
        body.CopyTo(rented);
        return new RequestBody(rented.AsMemory(0, (int)body.Length), rented);
    }

    public void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }
}
