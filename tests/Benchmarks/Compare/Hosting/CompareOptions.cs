using System.Globalization;

namespace PubSub.Benchmarks.Compare.Hosting;

/// <summary>What was asked for on the command line.</summary>
internal sealed record CompareOptions
{
    /// <summary>What <c>--help</c> says.</summary>
    public const string Usage =
        """
        Compare [--scenario NAME,...] [--server NAME,...] [--repeat N] [--quick] [--check] [--fail] [--list] [--tools DIR] [--output DIR]
          --scenario  only these scenarios        --server  only these servers       --repeat  repetitions of each
          --quick     a few scenarios, 5 s each, once                                --check   judges the medians by what is to be reached
          --fail      as --check; exit code 1 where something is not met
          --list      names all, runs nothing     --tools   where load and floor are --output  where results.json and report.md go
        """;

    /// <summary>Empty: all.</summary>
    public IReadOnlyList<string> Scenarios { get; private init; } = [];

    /// <summary>Empty: all of each scenario.</summary>
    public IReadOnlyList<string> Servers { get; private init; } = [];

    /// <summary>Null: as each scenario says.</summary>
    public int? Repeat { get; private init; }

    public bool Quick { get; private init; }

    public bool Check { get; private init; }

    /// <summary>Whether what is not met fails the whole; then it is also checked.</summary>
    public bool Fail { get; private init; }

    public bool List { get; private init; }

    public bool Help { get; private init; }

    /// <summary>The repository.</summary>
    public required string Root { get; init; }

    /// <summary>The folder of the compiled C programs.</summary>
    public required string Tools { get; init; }

    /// <summary>The folder that the results go to.</summary>
    public required string Output { get; init; }

    /// <exception cref="CompareException">An argument is not known, or has no value or a wrong one.</exception>
    public static CompareOptions Parse(IReadOnlyList<string> arguments, string root)
    {
        var options = new CompareOptions
        {
            Root = root,
            Tools = Path.Combine(root, "artifacts", "bench", "tools"),
            Output = Path.Combine(root, "artifacts", "bench"),
        };
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new CompareException($"{name} needs a value.");
            options = name switch
            {
                "--scenario" => options with { Scenarios = Names(Value()) },
                "--server" => options with { Servers = Names(Value()) },
                "--repeat" => options with { Repeat = Number(name, Value()) },
                "--tools" => options with { Tools = Path.GetFullPath(Value()) },
                "--output" or "--out" => options with { Output = Path.GetFullPath(Value()) },
                "--quick" => options with { Quick = true },
                "--check" => options with { Check = true },
                "--fail" => options with { Check = true, Fail = true },
                "--list" => options with { List = true },
                "--help" or "-h" => options with { Help = true },
                _ => throw new CompareException($"Unknown argument {name}.\n{Usage}"),
            };
        }

        return options;
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int Number(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 100
            ? number
            : throw new CompareException($"{name} is a number from 1 to 100, and not '{text}'.");
}
