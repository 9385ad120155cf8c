using System.Text;
using System.Text.Json;
using PubSub.Core.Catalog.Manifest;

namespace PubSub.Codegen.Emitting;

/// <summary>The small change of TypeScript: literals, member names, comments.</summary>
internal static class TypeScriptText
{
    public static string Literal(string value) => JsonSerializer.Serialize(value, ManifestJson.Options(indented: false));

    /// <summary>A member's name, in quotes where it is no plain identifier.</summary>
    public static string Member(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$') ? name : Literal(name);

    /// <summary>A doc comment, or nothing for null. What would end the comment is broken up.</summary>
    public static void AppendDoc(StringBuilder output, string? text, string indent)
    {
        if (string.IsNullOrEmpty(text)) return;
        string[] lines = text.Replace("*/", "*\\/", StringComparison.Ordinal).Split('\n');
        if (lines.Length == 1)
        {
            output.Append(indent).Append("/** ").Append(lines[0]).Append(" */\n");
            return;
        }

        output.Append(indent).Append("/**\n");
        foreach (string line in lines) output.Append(indent).Append(line.Length == 0 ? " *" : " * ").Append(line).Append('\n');
        output.Append(indent).Append(" */\n");
    }
}
