using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.Core.Publishing;

/// <summary>Writes what server code publishes as contracts are written.</summary>
internal static class ServerJson
{
    /// <summary>A value of any type as UTF-8.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidPayload"/>: JSON cannot carry it, such as one that holds itself, an infinite number or a lone surrogate.</exception>
    public static byte[] Write(object? value)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(value, value?.GetType() ?? typeof(object), ContractJson.Strict);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new PubSubException(ErrorCode.InvalidPayload, "The value cannot be written as JSON.", error);
        }
    }
}
