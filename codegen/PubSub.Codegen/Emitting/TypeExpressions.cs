using PubSub.Codegen.Model;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Codegen.Emitting;

/// <summary>Writes types where they are used.</summary>
internal sealed class TypeExpressions(TypeScriptNames names)
{
    /// <summary>A type as it is received, or as it may be sent.</summary>
    public string Of(WireType type, bool nullable, bool sent)
    {
        if (!nullable && WireScalars.IsAnythingButNull(type)) return "Exclude<JsonValue, null>";
        string expression = Of(type, sent);

        // Any JSON holds null already.
        return nullable && expression != "JsonValue" ? $"{expression} | null" : expression;
    }

    private string Of(WireType type, bool sent) => type switch
    {
        WireEnum { IsLocal: true } e => string.Join(" | ", e.Values.Select(v => TypeScriptText.Literal(v.Name))),
        WireObject or WireUnion or WireEnum => names.Of(type, sent),
        WireNumber number => TypeScriptNumbers.Of(number, sent),
        WireArray array => $"{Grouped(Of(array.Element.Type, array.Element.Nullable, sent))}[]",
        WireMap map => Map(map, Of(map.Value.Type, map.Value.Nullable, sent)),
        WireScalar scalar => Scalar(scalar.Kind),
        _ => "JsonValue",
    };

    private static string Scalar(WireScalarKind kind) => kind switch
    {
        WireScalarKind.Boolean => "boolean",
        WireScalarKind.String => "string",
        WireScalarKind.AnyScalar => "boolean | number | string",
        WireScalarKind.AnyObject => "{ [member: string]: JsonValue }",
        WireScalarKind.AnyArray => "JsonValue[]",
        _ => "JsonValue",
    };

    private string Map(WireMap map, string value) => map.Key switch
    {
        WireEnum { IsFlags: false } e => $"{{ [key in {Of(e, sent: false)}]?: {value} }}",
        WireScalar { Kind: WireScalarKind.Boolean } => $"{{ True?: {value}; False?: {value} }}",
        _ => $"{{ [key: string]: {value} }}",
    };

    /// <summary>A union is put in parentheses before anything is added to it.</summary>
    private static string Grouped(string expression)
    {
        int depth = 0;
        foreach (char c in expression)
        {
            if (c is '(' or '{' or '[') depth++;
            else if (c is ')' or '}' or ']') depth--;
            else if (c == '|' && depth == 0) return $"({expression})";
        }

        return expression;
    }
}
