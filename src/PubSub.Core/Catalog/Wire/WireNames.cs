namespace PubSub.Core.Catalog.Wire;

/// <summary>Gives types short names, without collisions. The result depends on the set of types only, not on their order.</summary>
internal static class WireNames
{
    /// <summary>
    /// Names each type. Where two types share a name, the one with the fewer namespaces keeps it and the other is prefixed with what encloses it, so
    /// that a type that is added deeper down renames none that is there.
    /// </summary>
    public static IReadOnlyDictionary<Type, string> Assign(IEnumerable<Type> types, IEnumerable<string> reserved)
    {
        var taken = new HashSet<string>(reserved, StringComparer.OrdinalIgnoreCase);
        var names = new Dictionary<Type, string>();
        foreach (Type type in types.Distinct().OrderBy(t => Enclosing(t).Length).ThenBy(ContractProblems.NameOf, StringComparer.Ordinal))
        {
            string[] enclosing = Enclosing(type);
            string name = ShortName(type);
            for (int i = enclosing.Length - 1; i >= 0 && taken.Contains(name); i--) name = enclosing[i] + name;
            string unnumbered = name;
            for (int n = 2; !taken.Add(name); n++) name = FormattableString.Invariant($"{unnumbered}{n}");
            names.Add(type, name);
        }

        return names;
    }

    /// <summary>A name for a type by itself: <c>PageOfOrder</c> for a generic one.</summary>
    public static string ShortName(Type type)
    {
        if (type.IsArray) return ShortName(type.GetElementType()!) + "Array";
        if (!type.IsGenericType) return type.Name;
        int tick = type.Name.IndexOf('`');
        string name = tick < 0 ? type.Name : type.Name[..tick];
        return $"{name}Of{string.Join("And", type.GetGenericArguments().Select(ShortName))}";
    }

    private static string[] Enclosing(Type type)
    {
        var parts = new List<string>(type.Namespace?.Split('.') ?? []);
        var outer = new Stack<string>();
        for (Type? t = type.DeclaringType; t is not null; t = t.DeclaringType) outer.Push(t.Name.Split('`')[0]);
        parts.AddRange(outer);
        return [.. parts];
    }
}
