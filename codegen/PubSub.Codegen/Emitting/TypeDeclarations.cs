using System.Globalization;
using System.Text;
using PubSub.Codegen.Model;
using PubSub.Core.Catalog;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Codegen.Emitting;

/// <summary>Writes the declarations of a contract's types.</summary>
internal sealed class TypeDeclarations(TypeScriptNames names, DocSource docs)
{
    private readonly TypeExpressions _expressions = new(names);

    /// <summary>The declarations by name: each type as it is received and, where that differs, as it may be sent.</summary>
    public IEnumerable<KeyValuePair<string, string>> Declare()
    {
        foreach (WireType type in names.Declared)
        {
            yield return new(names.Of(type, sent: false), Declare(type, sent: false));
            if (names.HasSentForm(type)) yield return new(names.Of(type, sent: true), Declare(type, sent: true));
        }
    }

    private string Declare(WireType type, bool sent)
    {
        var output = new StringBuilder();
        string? doc = docs.Summary(type.ClrType);
        if (sent) doc = $"{(doc is null ? "" : doc + "\n\n")}This is what may be sent; {{@link {names.Of(type, sent: false)}}} is what is received.";
        TypeScriptText.AppendDoc(output, doc, "");
        string name = names.Of(type, sent);
        switch (type)
        {
            case WireEnum e:
                AppendEnum(output, name, e);
                break;
            case WireUnion union:
                AppendUnion(output, name, union, sent);
                break;
            case WireObject o:
                output.Append(CultureInfo.InvariantCulture, $"export interface {name} {{\n");
                AppendMembers(output, o, sent, "  ");
                output.Append("}\n");
                break;
        }

        return output.ToString();
    }

    private void AppendEnum(StringBuilder output, string name, WireEnum type)
    {
        if (type.Values.Count == 0)
        {
            output.Append(CultureInfo.InvariantCulture, $"export type {name} = never;\n");
        }
        else if (type.IsFlags)
        {
            string one = string.Join(" | ", type.Values.Select(v => TypeScriptText.Literal(v.Name)));
            output.Append(CultureInfo.InvariantCulture, $"export type {name} = {one} | `${{string}}, ${{string}}`;\n");
        }
        else
        {
            output.Append(CultureInfo.InvariantCulture, $"export type {name} =");
            foreach (WireEnumValue value in type.Values)
            {
                output.Append('\n');
                TypeScriptText.AppendDoc(output, docs.Summary(value.Field), "  ");
                output.Append(CultureInfo.InvariantCulture, $"  | {TypeScriptText.Literal(value.Name)}");
            }

            output.Append(";\n");
        }
    }

    private void AppendUnion(StringBuilder output, string name, WireUnion type, bool sent)
    {
        output.Append(CultureInfo.InvariantCulture, $"export type {name} =");
        foreach (WireUnionCase option in type.Cases)
        {
            string discriminator = TypeScriptText.Member(type.Discriminator);
            string tag = option.Value switch
            {
                int number => $"{discriminator}: {number.ToString(CultureInfo.InvariantCulture)}",
                string text => $"{discriminator}: {TypeScriptText.Literal(text)}",
                _ => $"{discriminator}?: never",
            };
            output.Append("\n  | ");
            if (option.Object.ClrType == type.ClrType)
            {
                output.Append(CultureInfo.InvariantCulture, $"{{\n      {tag};\n");
                AppendMembers(output, option.Object, sent, "      ");
                output.Append("    }");
            }
            else
            {
                output.Append(CultureInfo.InvariantCulture, $"({{ {tag} }} & {names.Of(option.Object, sent)})");
            }
        }

        output.Append(";\n");
    }

    private void AppendMembers(StringBuilder output, WireObject type, bool sent, string indent)
    {
        foreach (WireMember member in type.Members)
        {
            if (sent ? member.Input == WireInput.Ignored : member.Output == WireOutput.Never) continue;
            bool optional = sent ? member.Input == WireInput.Optional : member.Output == WireOutput.Sometimes;
            string expression = _expressions.Of(member.Type, sent ? member.NullableInput : member.NullableOutput, sent);
            TypeScriptText.AppendDoc(output, docs.Summary(member.Declaration), indent);
            output.Append(CultureInfo.InvariantCulture, $"{indent}{TypeScriptText.Member(member.Name)}{(optional ? "?" : "")}: {expression};\n");
        }

        if (type.KeepsUnknown) output.Append(CultureInfo.InvariantCulture, $"{indent}[member: string]: unknown;\n");
    }
}
