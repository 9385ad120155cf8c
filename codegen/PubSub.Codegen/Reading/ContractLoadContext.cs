using System.Reflection;
using System.Runtime.Loader;

namespace PubSub.Codegen.Reading;

/// <summary>
/// Loads a contract assembly beside the generator. What the generator has in the same or a higher version, the vocabulary and the framework among it,
/// is shared, so that types are the same on both sides; everything else comes from the paths that the build names, or from beside the assembly.
/// </summary>
internal sealed class ContractLoadContext(string assembly, IReadOnlyList<string> references) : AssemblyLoadContext("contract", isCollectible: true)
{
    private readonly ILookup<string, string> _references =
        references.ToLookup(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);

    public Assembly LoadContract() => LoadFromAssemblyPath(assembly);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        try
        {
            return Default.LoadFromAssemblyName(assemblyName);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException)
        {
            // Not here, or older than what is asked for.
        }

        string beside = Path.Combine(Path.GetDirectoryName(assembly)!, assemblyName.Name + ".dll");
        foreach (string path in _references[assemblyName.Name ?? ""].Append(beside).Where(File.Exists))
        {
            try
            {
                return LoadFromAssemblyPath(path);
            }
            catch (BadImageFormatException)
            {
                // A reference assembly, which holds no code; the next path may lead to the real one.
            }
        }

        return null;
    }
}
