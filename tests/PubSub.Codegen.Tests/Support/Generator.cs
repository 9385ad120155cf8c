using System.Reflection;

namespace PubSub.Codegen.Tests.Support;

/// <summary>Runs the generator as its command line does.</summary>
internal static class Generator
{
    public static (int Exit, string Output, string Errors) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int exit = CommandLine.Run(args, output, errors);
        return (exit, output.ToString(), errors.ToString());
    }

    /// <summary>Generates from an assembly of the tests, which must have no problem.</summary>
    public static void Generate(Assembly assembly, string output, params string[] more)
    {
        (int exit, _, string errors) = Run(["generate", "--assembly", assembly.Location, "--output", output, .. more]);
        errors.ShouldBeEmpty();
        exit.ShouldBe(0);
    }
}
