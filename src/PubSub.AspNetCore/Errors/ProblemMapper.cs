using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.AspNetCore.Requests;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Adapters;

namespace PubSub.AspNetCore.Errors;

/// <summary>
/// Answers an exception as a problem document of RFC 9457. Only what a <see cref="PubSubException"/> says of itself reaches the client; everything
/// else is logged under the request's id and answered without details.
/// </summary>
internal sealed class ProblemMapper(IOptions<PubSubHttpOptions> options, IEventAdapter adapter, ILogger<ProblemMapper> logger)
{
    private const string MediaType = "application/problem+json";

    /// <summary>Turns what an endpoint threw into the error that its client is told.</summary>
    public PubSubException ToError(Exception exception, string requestId)
    {
        switch (exception)
        {
            case PubSubException error:
                return error;
            case BrokerUnavailableException:
                logger.BrokerUnavailable(exception, adapter.Name, requestId);
                return new PubSubException(ErrorCode.BrokerUnavailable, "The broker does not answer. Try again later.", exception);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new PubSubException(ErrorCode.PayloadTooLarge, "The body is larger than the server's limit.", exception);
            case BadHttpRequestException:
                return new PubSubException(ErrorCode.InvalidRequest, "The body did not arrive as its headers said.", exception);
            default:
                logger.RequestFailed(exception, requestId);
                return new PubSubException(ErrorCode.InternalError, "The server failed. Its log has the full error under this request id.", exception);
        }
    }

    /// <summary>Writes the answer. The response must not have started.</summary>
    public async Task WriteAsync(HttpContext context, PubSubException error)
    {
        HttpResponse response = context.Response;
        string requestId = RequestId.Of(context);
        int status = ErrorStatus.Of(error.Code);
        logger.RequestRefused(requestId, status, error.Code);

        response.StatusCode = status;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        if (error.RetryAfter is { } || ErrorStatus.AsksToRetry(error.Code))
        {
            double seconds = Math.Ceiling((error.RetryAfter ?? options.Value.RetryAfter).TotalSeconds);
            response.Headers.RetryAfter = Math.Max(1, (long)seconds).ToString(CultureInfo.InvariantCulture);
        }

        byte[] body = Serialize(error, status, requestId);
        response.ContentLength = body.Length;
        // Without the request's token: a client that has left must not turn its own refusal into another exception.
        await response.BodyWriter.WriteAsync(body);
    }

    private static byte[] Serialize(PubSubException error, int status, string requestId)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ContractJson.Strict.Encoder }))
        {
            json.WriteStartObject();
            // The code tells the problem; about:blank says that there is no document about it elsewhere, and that the title is the status's.
            json.WriteString("type"u8, "about:blank"u8);
            json.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status"u8, status);
            json.WriteString("detail"u8, error.Message);
            json.WriteString("code"u8, error.Code);
            if (error.Errors is { Count: > 0 } errors) WriteErrors(json, errors);
            json.WriteString("requestId"u8, requestId);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyDictionary<string, string[]> errors)
    {
        json.WriteStartObject("errors"u8);
        foreach ((string path, string[] messages) in errors)
        {
            json.WriteStartArray(path);
            foreach (string message in messages) json.WriteStringValue(message);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
