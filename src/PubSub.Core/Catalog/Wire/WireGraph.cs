namespace PubSub.Core.Catalog.Wire;

/// <summary>Walks what is reachable from a type.</summary>
internal static class WireGraph
{
    /// <summary>The types in the order in which they are met, each once. Types that are declared (objects, unions, enums) and those that are built of them alike.</summary>
    public static IReadOnlyList<WireType> Reachable(IEnumerable<WireType> roots)
    {
        var seen = new HashSet<WireType>(ReferenceEqualityComparer.Instance);
        var found = new List<WireType>();
        var open = new Queue<WireType>(roots);
        while (open.TryDequeue(out WireType? type))
        {
            if (!seen.Add(type)) continue;
            found.Add(type);
            foreach (WireType next in Children(type)) open.Enqueue(next);
        }

        return found;
    }

    private static IEnumerable<WireType> Children(WireType type) => type switch
    {
        WireArray array => [array.Element.Type],
        WireMap map => [map.Key, map.Value.Type],
        WireObject o => o.Members.Select(m => m.Type),
        WireUnion union => union.Cases.Select(c => c.Object),
        _ => [],
    };
}
