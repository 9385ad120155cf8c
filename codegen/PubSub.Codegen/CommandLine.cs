using PubSub.Codegen.ClientCheck;

namespace PubSub.Codegen;

/// <summary>Chooses the command. Arguments may stand in a response file, one a line, named <c>@file</c>.</summary>
internal static class CommandLine
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The contract is wrong; every problem was written.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong, or a file cannot be read or written.</summary>
    public const int Misused = 2;

    private const string Help =
        """
        pubsub: writes what other languages need of an event contract.

          pubsub generate --assembly <X.dll> --output <folder>     events.ts, manifest.json and schemas/*.json
              [--reference <dll>]...      where the assembly's references are loaded from
              [--doc <X.xml>]             its XML docs; X.xml beside the assembly by default
              [--name <name>]             what its diagnostics begin with; the assembly's name by default
              [--npm-output <folder>]     also writes an npm package of the types there,
              [--npm-name <name>]         under this name
              [--package-version <v>]     and version
          pubsub check-client --assembly <X.dll>                   fails where a client assembly holds something of the server
          pubsub @<file>                                           reads the arguments from a file, one a line

        """;

    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        try
        {
            // Only where it is all there is: an npm name may begin with '@' too.
            IReadOnlyList<string> expanded = args is [['@', .. var file]] ? ReadArguments(file) : args;
            switch (expanded.Count == 0 ? null : expanded[0])
            {
                case "generate":
                    return GenerateCommand.Run(GenerateArguments.Parse([.. expanded.Skip(1)]), errors);
                case "check-client":
                    return ClientCheckCommand.Run([.. expanded.Skip(1)], errors);
                case "help" or "--help" or "-h":
                    output.Write(Help);
                    return Ok;
                case var unknown:
                    throw new UsageException(unknown is null ? "A command is missing: generate or check-client." : $"'{unknown}' is no command; there are generate and check-client.");
            }
        }
        catch (UsageException e)
        {
            errors.WriteLine($"pubsub : error PUBSUB900: {e.Message} See 'pubsub help'.");
            return Misused;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"pubsub : error PUBSUB901: {e.Message}");
            return Misused;
        }
    }

    private static string[] ReadArguments(string file) => [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
}
