namespace PubSub.Codegen.ClientCheck;

/// <summary>
/// Looks for what belongs to the server: types made with its libraries, and references beyond the framework, the vocabulary and further client contract
/// assemblies. It reads what was built, so it holds whatever the project file says.
/// </summary>
/// <param name="framework">The simple names of the framework's assemblies.</param>
/// <param name="references">Every other assembly that the contract was built against, by simple name.</param>
internal sealed class ClientInspector(IReadOnlySet<string> framework, IReadOnlyDictionary<string, string> references)
{
    private const string Vocabulary = "PubSub.Contracts";

    private readonly Dictionary<string, bool> _isClientContract = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Everything that is wrong with an assembly, and with what its package would depend on.</summary>
    public IReadOnlyList<ClientProblem> Inspect(string assembly)
    {
        using var metadata = new AssemblyMetadata(assembly);
        List<ClientProblem> problems = [.. Types(metadata)];
        string[] used = [.. metadata.References.Where(name => !IsAllowed(name))];
        problems.AddRange(used.Select(name => new ClientProblem(
            "PUBSUB102", $"The client flavour refers to {name}; only the framework, {Vocabulary} and client contract assemblies may be referred to.")));

        string[] unused = [.. references.Keys.Where(IsServerLibrary).Except(used, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        if (unused.Length > 0)
        {
            problems.Add(new ClientProblem(
                "PUBSUB102",
                $"The client package would depend on {string.Join(", ", unused)}: reference what brings them with Condition=\"'$(EventContractFlavor)' != 'Client'\"."));
        }

        return problems;
    }

    private static IEnumerable<ClientProblem> Types(AssemblyMetadata metadata) =>
        from found in metadata.ExternalBases()
        where ServerLibraries.Contains(found.BaseAssembly)
        select new ClientProblem(
            "PUBSUB101", $"{found.Type} is a {found.Base} of {found.BaseAssembly}, which belongs to the server: move its file to the folder Actions.");

    private bool IsAllowed(string name) => framework.Contains(name) || name == Vocabulary || IsClientContract(name);

    private bool IsServerLibrary(string name)
    {
        if (ServerLibraries.Contains(name)) return true;
        using var metadata = new AssemblyMetadata(references[name]);
        return metadata.References.Any(ServerLibraries.Contains);
    }

    private bool IsClientContract(string name)
    {
        if (_isClientContract.TryGetValue(name, out bool known)) return known;
        _isClientContract[name] = false; // for the length of this look, so that assemblies which refer to each other end it
        if (!references.TryGetValue(name, out string? path)) return false;
        using var metadata = new AssemblyMetadata(path);
        return _isClientContract[name] = metadata.References.Contains(Vocabulary) && metadata.References.All(IsAllowed) && !Types(metadata).Any();
    }
}
