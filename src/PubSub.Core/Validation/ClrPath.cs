using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PubSub.Core.Validation;

/// <summary>Maps paths of properties, such as <c>Items[0].UnitPrice</c>, to where their JSON stands in a request.</summary>
internal static class ClrPath
{
    public static string ToJson(string? propertyPath, JsonTypeInfo root)
    {
        string path = PayloadReader.Root;
        if (string.IsNullOrEmpty(propertyPath)) return path;
        JsonTypeInfo? type = root;
        foreach (string part in propertyPath.Split('.'))
        {
            int bracket = part.IndexOf('[', StringComparison.Ordinal);
            string clrName = bracket < 0 ? part : part[..bracket];
            string index = bracket < 0 ? "" : part[bracket..];
            JsonPropertyInfo? property = type?.Properties.FirstOrDefault(p => p.AttributeProvider is MemberInfo member && member.Name == clrName);
            path = JsonPath.Member(path, property?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(clrName)) + index;
            type = property is null ? null : property.Options.GetTypeInfo(property.PropertyType);
            if (index.Length > 0) type = type?.ElementType is { } element ? root.Options.GetTypeInfo(element) : null;
        }

        return path;
    }
}
