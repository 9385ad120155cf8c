using System.Text.Json.Serialization;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Codegen.Model;

/// <summary>How numbers look that <c>[JsonNumberHandling]</c> lets be text.</summary>
internal static class TypeScriptNumbers
{
    public static bool Differs(WireNumber number) => Of(number, sent: true) != Of(number, sent: false);

    public static string Of(WireNumber number, bool sent)
    {
        bool asText = number.Handling.HasFlag(JsonNumberHandling.WriteAsString);
        bool fromText = number.Handling.HasFlag(JsonNumberHandling.AllowReadingFromString);
        bool isFloat = number.ClrType == typeof(double) || number.ClrType == typeof(float) || number.ClrType == typeof(Half);
        string named = isFloat && number.Handling.HasFlag(JsonNumberHandling.AllowNamedFloatingPointLiterals) ? " | \"NaN\" | \"Infinity\" | \"-Infinity\"" : "";
        return sent
            ? (fromText ? "number | string" : "number" + named)
            : (asText ? "string" : "number" + named);
    }
}
