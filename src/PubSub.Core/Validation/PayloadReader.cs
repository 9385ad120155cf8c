using System.Text.Json;
using PubSub.Core.Catalog;

namespace PubSub.Core.Validation;

/// <summary>Turns a payload's JSON into the event's record, as the contract says, or says everything that does not fit.</summary>
internal static class PayloadReader
{
    /// <summary>The path of the payload within the request.</summary>
    public const string Root = "$.payload";

    /// <exception cref="PubSubException"><see cref="Contracts.ErrorCode.InvalidPayload"/>.</exception>
    public static object Read(EventDefinition definition, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, definition.PayloadJson) ?? throw new JsonException("The payload is null.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw Explain(definition, json, error);
        }
    }

    // Reading stops at the first thing that is wrong. Whoever sent it wants to know all of it, and the cost falls on wrong payloads only.
    private static PubSubException Explain(EventDefinition definition, ReadOnlySpan<byte> json, Exception error)
    {
        var errors = new PayloadErrors();
        PayloadDiagnosis.Run(json, definition.PayloadJson, errors);
        if (errors.IsEmpty) errors.Add(PathOf(error), "does not fit the contract");
        return errors.ToException(definition.Name, error);
    }

    private static string PathOf(Exception error) =>
        error is JsonException { Path: ['$', .. string rest] } ? Root + rest : Root;
}
