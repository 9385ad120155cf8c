using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using PubSub.Contracts;
using PubSub.Core;

namespace PubSub.AspNetCore.Requests;

/// <summary>Reads a request's body into memory, up to a limit.</summary>
internal static class JsonBodyReader
{
    // A length is what a client claims: memory follows what has arrived.
    private const int InitialBytes = 4096;

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.UnsupportedMediaType"/>: the body says that it is something else than JSON in UTF-8;
    /// <see cref="ErrorCode.PayloadTooLarge"/>: it is longer than <paramref name="limit"/>, by its header or as it arrives.
    /// </exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int limit)
    {
        HttpRequest request = context.Request;
        CheckMediaType(request);
        // The limit is kept here. The server's own would cut the connection instead of reading on after the answer, and the client, busy with
        // sending, would see a reset and no answer; what is read on is bounded by the server's drain timeout.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature) feature.MaxRequestBodySize = null;
        if (request.ContentLength > limit) throw TooLarge(limit);

        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 0, 1, InitialBytes));
        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult read = await ReadAsync(reader, context);
            if (body.WrittenCount + read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw TooLarge(limit);
            }

            foreach (ReadOnlyMemory<byte> segment in read.Buffer) body.Write(segment.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return body.WrittenMemory;
        }
    }

    // The server has no one exception for a body that breaks its framing: a chunk's size beyond all numbers, for one, is a plain IOException.
    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, HttpContext context)
    {
        try
        {
            return await reader.ReadAsync(context.RequestAborted);
        }
        catch (IOException error) when (error is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            throw new PubSubException(ErrorCode.InvalidRequest, "The body did not arrive as its headers said.", error);
        }
    }

    private static PubSubException TooLarge(int limit) => new(ErrorCode.PayloadTooLarge, $"The body is larger than the server's limit of {limit} bytes.");

    // Nothing but a JSON media type is read. That is also what keeps another site's form, which cannot send one, from publishing in a user's name.
    private static void CheckMediaType(HttpRequest request)
    {
        bool isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson)
            throw new PubSubException(ErrorCode.UnsupportedMediaType, "The body's media type must be application/json, in UTF-8.");
        if (request.Headers.ContentEncoding.Count > 0)
            throw new PubSubException(ErrorCode.UnsupportedMediaType, "The body must not be compressed.");
    }
}
