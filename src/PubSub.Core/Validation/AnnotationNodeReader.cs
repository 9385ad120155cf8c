using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace PubSub.Core.Validation;

/// <summary>Reads the annotations of a type and of all types within it, which may contain one another. Used once.</summary>
internal sealed class AnnotationNodeReader
{
    private readonly Dictionary<Type, AnnotationNode> _nodes = [];

    public AnnotationNode Read(JsonTypeInfo type)
    {
        AnnotationNode root = NodeOf(type);
        // Types may lead back to themselves, so what is needed is found by repeating until nothing changes.
        bool changed;
        do
        {
            changed = false;
            foreach (AnnotationNode node in _nodes.Values) changed |= Raise(node);
        }
        while (changed);

        foreach (AnnotationNode node in _nodes.Values) Prune(node);
        return root;
    }

    private AnnotationNode NodeOf(JsonTypeInfo type)
    {
        if (_nodes.TryGetValue(type.Type, out AnnotationNode? known)) return known;
        var node = new AnnotationNode(type.Type);
        _nodes.Add(type.Type, node);
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                node.Rules = RulesOf(type.Type);
                node.Members = [.. type.Properties.Where(p => p.Get is not null && !p.IsExtensionData).Select(p => MemberOf(p, node))];
                break;
            case JsonTypeInfoKind.Enumerable when type.ElementType is not null:
                node.Items = NodeOf(type.Options.GetTypeInfo(type.ElementType));
                break;
            case JsonTypeInfoKind.Dictionary when type.KeyType is not null && type.ElementType is not null:
                node.Entries = NodeOf(type.Options.GetTypeInfo(type.ElementType));
                node.EntryReader = (AnnotationNode.IEntryReader)Activator.CreateInstance(
                    typeof(AnnotationNode.EntryReaderOf<,>).MakeGenericType(type.KeyType, type.ElementType))!;
                break;
        }

        if (type.PolymorphismOptions is { } polymorphism) node.Derived = DerivedOf(type, polymorphism);
        return node;
    }

    private Dictionary<Type, AnnotationNode> DerivedOf(JsonTypeInfo type, JsonPolymorphismOptions polymorphism)
    {
        var derived = new Dictionary<Type, AnnotationNode>();
        foreach (JsonDerivedType candidate in polymorphism.DerivedTypes)
        {
            if (candidate.DerivedType != type.Type) derived[candidate.DerivedType] = NodeOf(type.Options.GetTypeInfo(candidate.DerivedType));
        }

        return derived;
    }

    private AnnotationMember MemberOf(JsonPropertyInfo property, AnnotationNode owner)
    {
        string clrName = (property.AttributeProvider as MemberInfo)?.Name ?? property.Name;
        owner.Name(clrName, property.Name);
        AnnotationRule[] rules = [.. RulesOf(property.AttributeProvider), .. RulesOf(property.AssociatedParameter?.AttributeProvider)];
        return new AnnotationMember(property.Name, clrName, property.Get!, rules, NodeOf(property.Options.GetTypeInfo(property.PropertyType)));
    }

    private static AnnotationRule[] RulesOf(ICustomAttributeProvider? provider) =>
        provider is null ? [] : [.. provider.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>().Select(AnnotationRule.Of)];

    private static bool Raise(AnnotationNode node)
    {
        if (node.IsNeeded) return false;
        return node.IsNeeded = node.Rules.Length > 0
            || typeof(IValidatableObject).IsAssignableFrom(node.Type)
            || node.Members.Any(m => m.Rules.Length > 0 || m.Node!.IsNeeded)
            || node.Items?.IsNeeded == true
            || node.Entries?.IsNeeded == true
            || node.Derived?.Values.Any(d => d.IsNeeded) == true;
    }

    private static void Prune(AnnotationNode node)
    {
        node.Members =
        [
            .. node.Members
                .Where(m => m.Rules.Length > 0 || m.Node!.IsNeeded)
                .Select(m => m.Node!.IsNeeded ? m : m with { Node = null }),
        ];
    }
}
