namespace PubSub.Codegen.ClientCheck;

/// <summary>
/// <c>pubsub check-client --assembly X.dll [--framework F.dll]… [--reference R.dll]…</c>: fails where something of the server is in a client assembly.
/// Further options of <c>generate</c> are taken and not used, so that a build passes both the same.
/// </summary>
internal static class ClientCheckCommand
{
    /// <summary>Runs the command; problems are written in the form that MSBuild takes for errors.</summary>
    /// <exception cref="UsageException">No assembly is named.</exception>
    public static int Run(IReadOnlyList<string> args, TextWriter errors)
    {
        string? assembly = null;
        string origin = "pubsub";
        var framework = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var references = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i + 1 < args.Count; i += 2)
        {
            string value = args[i + 1];
            if (args[i] == "--assembly") assembly = value;
            else if (args[i] == "--name") origin = value;
            else if (args[i] == "--framework") framework.Add(Path.GetFileNameWithoutExtension(value));
            else if (args[i] == "--reference") references.TryAdd(Path.GetFileNameWithoutExtension(value), value);
        }

        if (assembly is null) throw new UsageException("check-client needs --assembly <path of the client assembly>.");
        try
        {
            IReadOnlyList<ClientProblem> problems = new ClientInspector(framework, references).Inspect(assembly);
            foreach (ClientProblem problem in problems) errors.WriteLine($"{origin} : error {problem.Code}: {problem.Message}");
            return problems.Count == 0 ? CommandLine.Ok : CommandLine.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            errors.WriteLine($"{origin} : error PUBSUB105: The client assembly could not be checked: {e.Message}");
            return CommandLine.Misused;
        }
    }
}
