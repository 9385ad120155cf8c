using System.Buffers;
using System.IO.Pipelines;

namespace PubSub.AspNetCore.Requests;

/// <summary>A request's whole body. Its bytes may be the server's own buffers, which disposing gives back.</summary>
internal readonly struct JsonBody(ReadOnlySequence<byte> bytes, PipeReader? owner) : IDisposable
{
    /// <summary>The bytes. Not to be read after <see cref="Dispose"/>.</summary>
    public ReadOnlySequence<byte> Bytes { get; } = bytes;

    public void Dispose() => owner?.AdvanceTo(Bytes.End);
}
