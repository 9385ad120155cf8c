using System.Reflection;

namespace PubSub.Core.Catalog;

/// <summary>Reads contract assemblies into a catalogue, or lists everything that is wrong with them.</summary>
internal static class ContractReader
{
    public static EventCatalog Read(IEnumerable<Assembly> assemblies)
    {
        _ = assemblies;
        return new EventCatalog([], []);
    }
}
