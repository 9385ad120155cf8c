namespace PubSub.Codegen;

/// <summary>What <c>pubsub generate</c> is told. Paths are absolute.</summary>
internal sealed record GenerateArguments(string Assembly, string Output, string Name)
{
    public IReadOnlyList<string> References { get; private init; } = [];

    /// <summary>The XML docs; null for those beside the assembly, if there are any.</summary>
    public string? Doc { get; private init; }

    /// <summary>Where the npm package goes; null for none.</summary>
    public string? NpmOutput { get; private init; }

    public string NpmName { get; private init; } = "";

    public string PackageVersion { get; private init; } = "0.0.0";

    /// <exception cref="UsageException">An option is unknown, repeated, or lacks its value.</exception>
    public static GenerateArguments Parse(IReadOnlyList<string> args)
    {
        var references = new List<string>();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < args.Count; i += 2)
        {
            string option = args[i];
            if (option is not ("--assembly" or "--output" or "--reference" or "--doc" or "--name" or "--npm-output" or "--npm-name" or "--package-version"))
                throw new UsageException($"'{option}' is no option of generate.");
            if (i + 1 == args.Count || args[i + 1].Length == 0) throw new UsageException($"The option {option} lacks its value.");
            if (option == "--reference") references.Add(Path.GetFullPath(args[i + 1]));
            else if (!options.TryAdd(option, args[i + 1])) throw new UsageException($"The option {option} is there twice.");
        }

        string assembly = Path.GetFullPath(Needed(options, "--assembly"));
        string name = options.GetValueOrDefault("--name", Path.GetFileNameWithoutExtension(assembly));
        if (!options.ContainsKey("--npm-output") && (options.ContainsKey("--npm-name") || options.ContainsKey("--package-version")))
            throw new UsageException("--npm-name and --package-version belong to --npm-output.");

        return new GenerateArguments(assembly, Path.GetFullPath(Needed(options, "--output")), name)
        {
            Doc = Full(options.GetValueOrDefault("--doc")),
            NpmName = options.GetValueOrDefault("--npm-name") ?? DefaultNpmName(name),
            NpmOutput = Full(options.GetValueOrDefault("--npm-output")),
            PackageVersion = options.GetValueOrDefault("--package-version", "0.0.0"),
            References = references,
        };
    }

    private static string Needed(Dictionary<string, string> options, string option) =>
        options.TryGetValue(option, out string? value) ? value : throw new UsageException($"generate needs {option}.");

    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);

    /// <summary>npm names are lower-case: <c>Orders.Events</c> becomes <c>orders-events</c>.</summary>
    private static string DefaultNpmName(string name) => new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')]);
}
