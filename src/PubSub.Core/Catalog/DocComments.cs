using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace PubSub.Core.Catalog;

/// <summary>The XML doc comments of an assembly, as plain text. Without its XML file an assembly has none. Immutable.</summary>
internal sealed class DocComments
{
    private readonly Dictionary<string, XElement> _members;

    private DocComments(Dictionary<string, XElement> members) => _members = members;

    public static DocComments None { get; } = new([]);

    /// <summary>Those in the .xml file beside an assembly. A file that cannot be read counts as none: docs never stop a host.</summary>
    public static DocComments Beside(Assembly assembly)
    {
        if (assembly.IsDynamic || assembly.Location.Length == 0) return None;
        string path = Path.ChangeExtension(assembly.Location, ".xml");
        try
        {
            return File.Exists(path) ? Load(path) : None;
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            return None;
        }
    }

    /// <summary>Those in a file that the compiler wrote.</summary>
    /// <exception cref="XmlException">The file is no XML.</exception>
    public static DocComments Load(string path)
    {
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var members = new Dictionary<string, XElement>(StringComparer.Ordinal);
        foreach (XElement member in XDocument.Load(reader, LoadOptions.PreserveWhitespace).Descendants("member"))
        {
            if (member.Attribute("name") is { } name) members[name.Value] = member;
        }

        return new DocComments(members);
    }

    public string? Summary(Type type) => Text($"T:{IdOf(type)}", "summary");

    /// <summary>A property's or field's summary; of a positional record's property, what its <c>param</c> says.</summary>
    public string? Summary(MemberInfo member)
    {
        if (member.DeclaringType is not { } type) return null;
        string kind = member is FieldInfo ? "F" : "P";
        return Text($"{kind}:{IdOf(type)}.{member.Name}", "summary") ?? Parameter(type, member);
    }

    private string? Parameter(Type type, MemberInfo member)
    {
        if (ConstructorParameter.Of(member)?.Name is not { } name) return null;
        string typeId = IdOf(type);
        return Text($"T:{typeId}", "param", name)
            ?? _members.Keys.Where(k => k.StartsWith($"M:{typeId}.#ctor(", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(k => Text(k, "param", name)).FirstOrDefault(t => t is not null);
    }

    private string? Text(string memberId, string element, string? name = null)
    {
        if (!_members.TryGetValue(memberId, out XElement? member)) return null;
        XElement? found = member.Elements(element).FirstOrDefault(e => name is null || e.Attribute("name")?.Value == name);
        if (found is null) return null;
        var text = new StringBuilder();
        Append(found, text);
        string[] paragraphs = [.. text.ToString().Split(ParagraphMark).Select(Collapse).Where(p => p.Length > 0)];
        return paragraphs.Length == 0 ? null : string.Join("\n\n", paragraphs);
    }

    private const char ParagraphMark = '\u2029';

    private static void Append(XElement element, StringBuilder text)
    {
        foreach (XNode node in element.Nodes())
        {
            if (node is XText content) text.Append(content.Value.Replace(ParagraphMark, ' '));
            else if (node is XElement child) AppendElement(child, text);
        }
    }

    private static void AppendElement(XElement child, StringBuilder text)
    {
        switch (child.Name.LocalName)
        {
            case "c" or "code":
                text.Append('`').Append(child.Value).Append('`');
                break;
            case "see" or "seealso" or "paramref" or "typeparamref" when child.IsEmpty || child.Value.Length == 0:
                text.Append(Reference(child));
                break;
            case "para" or "item" or "br":
                text.Append(ParagraphMark);
                Append(child, text);
                text.Append(ParagraphMark);
                break;
            default:
                Append(child, text);
                break;
        }
    }

    private static string Reference(XElement element)
    {
        if (element.Attribute("cref") is not { } cref)
            return (element.Attribute("name") ?? element.Attribute("langword") ?? element.Attribute("href"))?.Value ?? "";
        string id = cref.Value[(cref.Value.IndexOf(':') + 1)..];
        int arguments = id.IndexOfAny(['(', '{', '`']);
        if (arguments >= 0) id = id[..arguments];
        int lastDot = id.LastIndexOf('.');

        // A member is named with its type, because its name alone says little in another language's docs.
        bool isMember = cref.Value.Length > 1 && cref.Value[0] is 'P' or 'F' or 'M';
        if (isMember && lastDot > 0) lastDot = id.LastIndexOf('.', lastDot - 1);
        return id[(lastDot + 1)..];
    }

    private static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string IdOf(Type type)
    {
        Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return (definition.FullName ?? definition.Name).Replace('+', '.');
    }
}
