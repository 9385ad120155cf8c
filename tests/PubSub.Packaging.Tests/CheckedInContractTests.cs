namespace PubSub.Packaging.Tests;

/// <summary>The generated files of this repository's contracts are checked in, so that a change of a contract shows as a change of them.</summary>
public sealed class CheckedInContractTests
{
    [Theory]
    [InlineData("Orders.Events")]
    [InlineData("Collab.Events")]
    public async Task Generated_OfThisRepository_EqualsAFreshGeneration(string name)
    {
        string project = Path.Combine(Repository.Root, "contracts", name);
        string fresh = Directory.CreateTempSubdirectory("pub sub generated ").FullName;
        string[] arguments = await File.ReadAllLinesAsync(Path.Combine(project, "obj", Repository.Configuration, "net10.0", "event-contract.rsp"));
        arguments[Array.IndexOf(arguments, "--output") + 1] = fresh;
        string tool = Path.Combine(Repository.Root, "codegen", "PubSub.Codegen", "bin", Repository.Configuration, "net10.0", "pubsub.dll");

        try
        {
            (await Dotnet.RunAsync(project, new Dictionary<string, string>(), [tool, .. arguments])).ShouldSucceed();

            Contents(Path.Combine(project, "generated")).ShouldBe(Contents(fresh));
        }
        finally
        {
            Directory.Delete(fresh, recursive: true);
        }
    }

    private static Dictionary<string, string> Contents(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText);
}
