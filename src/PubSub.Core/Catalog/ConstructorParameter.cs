using System.Reflection;

namespace PubSub.Core.Catalog;

/// <summary>Finds the constructor parameter that belongs to a property, as in a positional record, where attributes and docs stand on the parameter.</summary>
internal static class ConstructorParameter
{
    /// <summary>The parameter of the longest public constructor that has the property's type and, but for the case of letters, its name.</summary>
    public static ParameterInfo? Of(MemberInfo member)
    {
        Type? memberType = (member as PropertyInfo)?.PropertyType ?? (member as FieldInfo)?.FieldType;
        return member.DeclaringType?.GetConstructors()
            .Select(c => c.GetParameters())
            .OrderByDescending(p => p.Length)
            .SelectMany(p => p)
            .FirstOrDefault(p => p.ParameterType == memberType && string.Equals(p.Name, member.Name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The attributes of a property and of its constructor parameter alike.</summary>
    public static IEnumerable<TAttribute> AttributesOf<TAttribute>(MemberInfo member)
        where TAttribute : Attribute =>
        member.GetCustomAttributes<TAttribute>(inherit: true).Concat(Of(member)?.GetCustomAttributes<TAttribute>(inherit: true) ?? []);
}
