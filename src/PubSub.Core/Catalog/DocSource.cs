using System.Collections.Concurrent;
using System.Reflection;

namespace PubSub.Core.Catalog;

/// <summary>Finds the doc comments of types, reading each assembly's file once. Safe to use from any thread.</summary>
/// <param name="load">Reads the comments of one assembly.</param>
internal sealed class DocSource(Func<Assembly, DocComments> load)
{
    private readonly ConcurrentDictionary<Assembly, DocComments> _loaded = [];

    /// <summary>Reads the .xml files beside assemblies.</summary>
    public static DocSource BesideAssemblies() => new(DocComments.Beside);

    public string? Summary(Type type) => Of(type).Summary(type);

    public string? Summary(MemberInfo member) => member.DeclaringType is { } type ? Of(type).Summary(member) : null;

    private DocComments Of(Type type) => _loaded.GetOrAdd(type.Assembly, load);
}
