using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using PubSub.Contracts;
using PubSub.Core;

namespace PubSub.AspNetCore.Requests;

/// <summary>Reads a request's body, up to a limit.</summary>
internal static class JsonBodyReader
{
    /// <summary>
    /// What may stand in the server's own buffers until the whole body is there; a longer one is copied as it arrives, because a peer's flow-control
    /// window (HTTP/2) opens again only as bytes are taken.
    /// </summary>
    private const int MostInPlace = 32 * 1024;

    /// <summary>Reads the whole body: in the server's own buffers where it is short, else into memory that follows what has arrived.</summary>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.UnsupportedMediaType"/>: the body says that it is something else than JSON in UTF-8;
    /// <see cref="ErrorCode.PayloadTooLarge"/>: it is longer than <paramref name="limit"/>, by its header or as it arrives.
    /// </exception>
    public static async ValueTask<JsonBody> ReadAsync(HttpContext context, int limit)
    {
        HttpRequest request = context.Request;
        CheckMediaType(request);
        // The limit is kept here. The server's own would cut the connection instead of reading on after the answer, and the client, busy with
        // sending, would see a reset and no answer; what is read on is bounded by the server's drain timeout.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature) feature.MaxRequestBodySize = null;
        if (request.ContentLength > limit) throw TooLarge(limit);

        PipeReader reader = request.BodyReader;
        ArrayBufferWriter<byte>? copied = null;
        while (true)
        {
            ReadResult read = await ReadAsync(reader, context);
            ReadOnlySequence<byte> arrived = read.Buffer;
            if ((copied?.WrittenCount ?? 0) + arrived.Length > limit)
            {
                reader.AdvanceTo(arrived.End);
                throw TooLarge(limit);
            }

            if (copied is null && read.IsCompleted) return new JsonBody(arrived, reader);
            if (copied is null && arrived.Length <= MostInPlace)
            {
                reader.AdvanceTo(arrived.Start, arrived.End);
                continue;
            }

            copied ??= new ArrayBufferWriter<byte>((int)arrived.Length);
            foreach (ReadOnlyMemory<byte> segment in arrived) copied.Write(segment.Span);
            reader.AdvanceTo(arrived.End);
            if (read.IsCompleted) return new JsonBody(new ReadOnlySequence<byte>(copied.WrittenMemory), null);
        }
    }

    // The server has no one exception for a body that breaks its framing: a chunk's size beyond all numbers, for one, is a plain IOException. It ends
    // the read by itself where the connection is gone; the request's own token would cost a source for each request.
    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, HttpContext context)
    {
        try
        {
            return await reader.ReadAsync();
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
        if (!IsJson(request.ContentType))
            throw new PubSubException(ErrorCode.UnsupportedMediaType, "The body's media type must be application/json, in UTF-8.");
        if (request.Headers.ContentEncoding.Count > 0)
            throw new PubSubException(ErrorCode.UnsupportedMediaType, "The body must not be compressed.");
    }

    private static bool IsJson(string? contentType) =>
        // What nearly everybody sends needs no parser.
        string.Equals(contentType, "application/json", StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)));
}
