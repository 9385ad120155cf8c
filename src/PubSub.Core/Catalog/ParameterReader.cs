using System.Reflection;
using PubSub.Contracts;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Core.Catalog;

/// <summary>Reads the parameters of channels from the properties of the types that hold them.</summary>
internal static class ParameterReader
{
    /// <summary>
    /// The template of a name and the properties of a type, in the order of its longest constructor and then of their declaration: nullable ones are optional.
    /// </summary>
    public static string TemplateOf(string name, Type type)
    {
        string[] first = [.. ConstructorOf(type).Select(p => p.Name!)];
        var nullability = new NullabilityInfoContext();
        IEnumerable<string> segments = PropertiesOf(type)
            .OrderBy(p => Array.FindIndex(first, n => string.Equals(n, p.Name, StringComparison.OrdinalIgnoreCase)) is >= 0 and int at ? at : first.Length)
            .ThenBy(p => p.MetadataToken)
            .Select(p => $"{{{ChannelParameter.WireNameOf(p)}{(Nullability.IsNullable(p.PropertyType, nullability.Create(p)) ? "?" : "")}}}");
        return string.Join(':', segments.Prepend(name));
    }

    /// <summary>The parameters of a template, in its order. Null where they do not fit; why is among the problems.</summary>
    public static IReadOnlyList<ChannelParameter>? Read(Type type, ChannelTemplate template, ContractProblems problems)
    {
        PropertyInfo[] properties = PropertiesOf(type);
        ParameterInfo[] constructorParameters = ConstructorOf(type);
        var nullability = new NullabilityInfoContext();
        var found = new List<ChannelParameter>();
        bool sound = true;

        foreach (string name in template.Parameters)
        {
            PropertyInfo? property = properties.FirstOrDefault(p => string.Equals(ChannelParameter.WireNameOf(p), name, StringComparison.Ordinal));
            if (property is null)
            {
                problems.Add(ContractProblemCode.ParameterWithoutProperty, type, name, $"The channel '{template.Text}' has the parameter {{{name}}}, but no public property is written '{name}' in JSON.");
                sound = false;
            }
            else if (!ChannelParameter.Supports(TypeOf(property, isOptional: found.Count >= template.RequiredCount)))
            {
                problems.Add(
                    ContractProblemCode.ParameterType,
                    type,
                    property.Name,
                    $"A channel parameter is a string, an integer, a Guid, a bool or an enum, and not null; this is {ContractProblems.NameOf(property.PropertyType)}.");
                sound = false;
            }
            else if (found.Count >= template.RequiredCount && !Nullability.IsNullable(property.PropertyType, nullability.Create(property)))
            {
                problems.Add(ContractProblemCode.OptionalParameter, type, property.Name, $"The parameter {{{name}?}} of '{template.Text}' may be left out, so the property must be nullable.");
                sound = false;
            }
            else
            {
                found.Add(new ChannelParameter(name, property));
            }
        }

        foreach (ParameterInfo parameter in constructorParameters.Where(p => !template.Parameters.Contains(WireNameOf(p, properties), StringComparer.Ordinal)))
        {
            problems.Add(
                ContractProblemCode.PropertyOutsideTemplate,
                type,
                parameter.Name ?? "",
                $"The address '{template.Text}' does not hold this parameter, so no instance could be told by its address. Add it to the name or remove it.");
            sound = false;
        }

        return sound ? found : null;
    }

    // A value that may be missing is one of a nullable type; elsewhere an address always has it.
    private static Type TypeOf(PropertyInfo property, bool isOptional) =>
        (isOptional ? Nullable.GetUnderlyingType(property.PropertyType) : null) ?? property.PropertyType;

    private static PropertyInfo[] PropertiesOf(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanRead && p.GetIndexParameters().Length == 0)];

    private static ParameterInfo[] ConstructorOf(Type type) =>
        type.GetConstructors().Select(c => c.GetParameters()).OrderByDescending(p => p.Length).FirstOrDefault() ?? [];

    private static string WireNameOf(ParameterInfo parameter, PropertyInfo[] properties)
    {
        PropertyInfo? property = properties.FirstOrDefault(p => string.Equals(p.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
        return property is null ? parameter.Name ?? "" : ChannelParameter.WireNameOf(property);
    }
}
