using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PubSub.Core.Catalog.Schemas;

/// <summary>Makes a valid value for a schema, the same one every time: what a form is filled with before anyone types.</summary>
internal sealed class ExampleWriter
{
    private const int MaxDepth = 16;

    /// <summary>Text that fits common patterns; a pattern that none of these fits gets text that only has the right length.</summary>
    private static readonly string[] s_candidates =
        ["1", "a", "A", "abc", "ABC", "a-1", "A-1", "abc123", "ABC123", "12345", "123456", "00:00:01", "1.0", "1.0.0", "12:00:00", "2026-01-01", "+49301234567", "AB12CD", "#aabbcc", "de", "en-GB", "EUR"];

    private readonly JsonObject _document;

    private ExampleWriter(JsonObject document) => _document = document;

    /// <summary>A value that the schema accepts. Members that may be left out are filled too where they are not null by choice.</summary>
    public static JsonNode? Write(JsonObject schema, string name = "value") => new ExampleWriter(schema).Value(schema, name, depth: 0);

    private JsonNode? Value(JsonObject schema, string name, int depth)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference) return Value(Resolve(reference), name, depth + 1);
        if (schema["examples"] is JsonArray { Count: > 0 } examples) return examples[0]?.DeepClone();
        if (schema["enum"] is JsonArray values) return values.FirstOrDefault(v => v is not null)?.DeepClone();
        if (schema["allOf"] is JsonArray all) return Value((JsonObject)all[0]!, name, depth);
        if (schema["anyOf"] is JsonArray any) return Value(Choose(any, depth), name, depth);

        string[] types = schema["type"] switch
        {
            JsonArray several => [.. several.Select(t => t!.GetValue<string>())],
            JsonValue one => [one.GetValue<string>()],
            _ => [],
        };
        if (depth >= MaxDepth && types.Contains("null")) return null;
        return types.FirstOrDefault() switch
        {
            "object" => Object(schema, depth),
            "array" => Array(schema, name, depth),
            "string" => Text(schema, name),
            "integer" or "number" => Number(schema),
            "boolean" => true,
            "null" => null,
            _ => new JsonObject(),
        };
    }

    private JsonObject Resolve(string reference) => (JsonObject)_document["definitions"]![reference["#/definitions/".Length..]]!;

    /// <summary>Deep down the way out is null where that is allowed, or the last alternative, which is the least nested by habit.</summary>
    private static JsonObject Choose(JsonArray alternatives, int depth) =>
        (JsonObject)(depth < 2 ? alternatives[0] : alternatives.FirstOrDefault(a => a!["type"]?.GetValueKind() == JsonValueKind.String && a["type"]!.GetValue<string>() == "null") ?? alternatives[0])!;

    private JsonObject Object(JsonObject schema, int depth)
    {
        var value = new JsonObject();
        HashSet<string> required = [.. (schema["required"] as JsonArray ?? []).Select(r => r!.GetValue<string>())];
        foreach ((string name, JsonNode? property) in schema["properties"] as JsonObject ?? [])
        {
            if (property is not JsonObject inner || inner["readOnly"] is not null) continue;
            if (!required.Contains(name) && depth >= 2) continue;
            value[name] = Value(inner, name, depth + 1);
        }

        if (schema["additionalProperties"] is JsonObject element)
        {
            int least = schema["minProperties"]?.GetValue<int>() ?? 0;
            JsonObject? names = schema["propertyNames"] as JsonObject;
            for (int i = 0; i < least; i++) value[Key(names, i)] = Value(element, "value", depth + 1);
        }

        if (schema["anyOf"] is JsonArray any && Value(Choose(any, depth), "value", depth) is JsonObject chosen)
        {
            foreach ((string name, JsonNode? inner) in chosen) value[name] = inner?.DeepClone();
        }

        return value;
    }

    private static string Key(JsonObject? names, int index)
    {
        if (names?["enum"] is JsonArray values) return values[index % values.Count]!.GetValue<string>();
        return names is null ? string.Create(CultureInfo.InvariantCulture, $"key{index + 1}") : Text(names, (index + 1).ToString(CultureInfo.InvariantCulture));
    }

    private JsonArray Array(JsonObject schema, string name, int depth)
    {
        var value = new JsonArray();
        int least = schema["minItems"]?.GetValue<int>() ?? 0;
        int most = schema["maxItems"]?.GetValue<int>() ?? int.MaxValue;
        int count = Math.Min(Math.Max(least, depth < 2 ? 1 : 0), most);
        for (int i = 0; i < count; i++) value.Add(schema["items"] is JsonObject items ? Value(items, name, depth + 1) : 1);
        return value;
    }

    private static string Text(JsonObject schema, string name)
    {
        int least = schema["minLength"]?.GetValue<int>() ?? 0;
        int most = schema["maxLength"]?.GetValue<int>() ?? int.MaxValue;
        string? formatted = schema["format"]?.GetValue<string>() switch
        {
            "date-time" => "2026-01-01T12:00:00Z",
            "date" => "2026-01-01",
            "uuid" => "6f9619ff-8b86-4011-b42d-00c04fc964ff",
            "uri" or "uri-reference" => "https://example.org/",
            "email" => "someone@example.org",
            _ => null,
        };
        if (formatted is not null) return formatted;
        if (schema["contentEncoding"] is not null) return "AQID";

        string plain = Fit(name.Length > 0 ? name : "text", least, most);
        if (schema["pattern"]?.GetValue<string>() is { } pattern)
            return s_candidates.Prepend(plain).Concat(s_candidates.Select(c => Fit(c, least, most))).FirstOrDefault(c => Matches(c, pattern, least, most)) ?? plain;
        bool denied = schema["not"]?["enum"] is JsonArray values && values.Any(v => v?.GetValueKind() == JsonValueKind.String && v.GetValue<string>() == plain);
        return denied ? Fit(plain + "-1", least, most) : plain;
    }

    private static string Fit(string text, int least, int most) => (text.Length < least ? text.PadRight(least, 'x') : text)[..Math.Min(Math.Max(text.Length, least), most)];

    private static bool Matches(string text, string pattern, int least, int most)
    {
        try
        {
            return text.Length >= least && text.Length <= most && Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
        }
        catch (Exception e) when (e is RegexMatchTimeoutException or ArgumentException)
        {
            return false;
        }
    }

    private static JsonValue Number(JsonObject schema)
    {
        bool integer = schema["type"] is JsonValue type ? type.GetValue<string>() == "integer" : schema["type"]![0]!.GetValue<string>() == "integer";
        decimal step = integer ? 1 : 0.5m;
        decimal least = Limit(schema["minimum"]) ?? (Limit(schema["exclusiveMinimum"]) is { } above ? above + Small(schema, step) : decimal.MinValue);
        decimal most = Limit(schema["maximum"]) ?? (Limit(schema["exclusiveMaximum"]) is { } below ? below - Small(schema, step) : decimal.MaxValue);
        decimal value = Math.Clamp(1m, Math.Min(least, most), most);
        return integer ? JsonValue.Create((long)Math.Ceiling(value)) : JsonValue.Create(value);
    }

    /// <summary>A step that stays inside a range whose limits are not part of it.</summary>
    private static decimal Small(JsonObject schema, decimal step) =>
        step < 1 && Limit(schema["exclusiveMinimum"]) is { } above && Limit(schema["exclusiveMaximum"]) is { } below ? (below - above) / 2 : step;

    private static decimal? Limit(JsonNode? node) => node is null ? null : decimal.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
