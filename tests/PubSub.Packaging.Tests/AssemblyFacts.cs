using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace PubSub.Packaging.Tests;

/// <summary>What a packed assembly's metadata says. Read here anew, not through the code that the build checks it with.</summary>
internal sealed record AssemblyFacts(string Name, IReadOnlyList<string> Types, IReadOnlyList<string> References)
{
    public static AssemblyFacts Read(byte[] assembly)
    {
        using var file = new PEReader(new MemoryStream(assembly));
        MetadataReader reader = file.GetMetadataReader();
        return new AssemblyFacts(
            reader.GetString(reader.GetAssemblyDefinition().Name),
            [.. reader.TypeDefinitions.Select(reader.GetTypeDefinition).Select(t => $"{reader.GetString(t.Namespace)}.{reader.GetString(t.Name)}")],
            [.. reader.AssemblyReferences.Select(r => reader.GetString(reader.GetAssemblyReference(r).Name))]);
    }
}
