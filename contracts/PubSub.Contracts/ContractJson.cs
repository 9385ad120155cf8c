using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PubSub.Contracts;

/// <summary>
/// How contracts look on the wire: camelCase members, enums as the names of their members, times as ISO 8601. Server, clients and code
/// generation all use these options, so that they agree. Both instances are read-only and safe to share between threads.
/// </summary>
public static class ContractJson
{
    /// <summary>How deeply a payload may be nested: 64 levels.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// For what comes in: unknown and repeated members are refused, and so is null or nothing where the contract asks for a value.
    /// </summary>
    public static JsonSerializerOptions Strict { get; } = Create(JsonUnmappedMemberHandling.Disallow);

    /// <summary>For clients that read envelopes: members that a newer server added are ignored.</summary>
    public static JsonSerializerOptions Tolerant { get; } = Create(JsonUnmappedMemberHandling.Skip);

    private static JsonSerializerOptions Create(JsonUnmappedMemberHandling unmapped)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // "5" is not a number on this wire, whatever the web defaults say; and names are matched as they are written.
            NumberHandling = JsonNumberHandling.Strict,
            PropertyNameCaseInsensitive = false,
            UnmappedMemberHandling = unmapped,
            // Members of a JSON object have no order, so a discriminator may stand anywhere among them.
            AllowOutOfOrderMetadataProperties = true,
            AllowDuplicateProperties = unmapped == JsonUnmappedMemberHandling.Skip,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
            // Never written into HTML: escaping what JSON does not ask for would only make frames longer.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
            Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
