using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace PubSub.Codegen.ClientCheck;

/// <summary>What an assembly's metadata says about its references and base types. Nothing is loaded or run.</summary>
internal sealed class AssemblyMetadata : IDisposable
{
    private const byte GenericInstance = 0x15;

    private readonly PEReader _file;
    private readonly MetadataReader _reader;

    /// <exception cref="BadImageFormatException">The file is not a .NET assembly.</exception>
    public AssemblyMetadata(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        try
        {
            _reader = _file.HasMetadata ? _file.GetMetadataReader() : throw new BadImageFormatException($"{path} is not a .NET assembly.");
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The names of the assemblies that the code refers to.</summary>
    public IReadOnlyList<string> References => [.. _reader.AssemblyReferences.Select(r => _reader.GetString(_reader.GetAssemblyReference(r).Name))];

    /// <summary>Each type with the types from elsewhere that it derives from or implements, by the name of their assembly.</summary>
    public IEnumerable<(string Type, string Base, string BaseAssembly)> ExternalBases()
    {
        foreach (TypeDefinitionHandle handle in _reader.TypeDefinitions)
        {
            TypeDefinition type = _reader.GetTypeDefinition(handle);
            IEnumerable<EntityHandle> bases = type.GetInterfaceImplementations()
                .Select(i => _reader.GetInterfaceImplementation(i).Interface)
                .Prepend(type.BaseType);
            foreach (EntityHandle candidate in bases)
            {
                if (External(candidate) is not { } found) continue;
                yield return (FullName(handle), found.Name, found.Assembly);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private (string Name, string Assembly)? External(EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeSpecification)
        {
            BlobReader signature = _reader.GetBlobReader(_reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
            if (signature.ReadByte() != GenericInstance) return null;
            signature.ReadByte(); // class or value type
            handle = signature.ReadTypeHandle();
        }

        if (handle.Kind != HandleKind.TypeReference) return null;
        TypeReference type = _reader.GetTypeReference((TypeReferenceHandle)handle);
        string name = _reader.GetString(type.Name);
        EntityHandle scope = type.ResolutionScope;
        while (scope.Kind == HandleKind.TypeReference) scope = _reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        return scope.Kind == HandleKind.AssemblyReference
            ? (WithoutArity(name), _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name))
            : null;
    }

    private string FullName(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        string name = WithoutArity(_reader.GetString(type.Name));
        if (!type.GetDeclaringType().IsNil) return $"{FullName(type.GetDeclaringType())}.{name}";
        string scope = _reader.GetString(type.Namespace);
        return scope.Length == 0 ? name : $"{scope}.{name}";
    }

    private static string WithoutArity(string name) => name.IndexOf('`', StringComparison.Ordinal) is var at and >= 0 ? name[..at] : name;
}
