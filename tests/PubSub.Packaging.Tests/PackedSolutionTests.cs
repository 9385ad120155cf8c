using System.IO.Compression;

namespace PubSub.Packaging.Tests;

/// <summary>What <c>dotnet pack PubSub.sln</c> gives of what was built. The whole solution must have been built, as ./test.sh does.</summary>
[Collection(PackagingCollection.Name)]
public sealed class PackedSolutionTests(PackedLibraries libraries)
{
    private readonly string _output = Path.Combine(libraries.Root, "solution");

    [Fact]
    public async Task Pack_Solution_GivesEveryLibraryAndTheSplitOfEveryContract()
    {
        (await Dotnet.RunAsync(
            Repository.Root,
            new Dictionary<string, string>(),
            "pack", "PubSub.sln", "--no-build", "-c", Repository.Configuration, "-o", _output, "-nologo", "-nr:false", "--tl:off", "-p:UseSharedCompilation=false")).ShouldSucceed();

        Directory.GetFiles(_output, "*.nupkg").Select(file => Path.GetFileName(file).Split(".0.")[0]).ShouldBe(
            [
                "Collab.Events.Client", "Collab.Events.Server", "Orders.Events.Client", "Orders.Events.Server",
                "PubSub.AspNetCore", "PubSub.Codegen", "PubSub.Contracts", "PubSub.Contracts.Build", "PubSub.Core", "PubSub.Kafka", "PubSub.Redis", "PubSub.Testing",
            ],
            ignoreOrder: true);
        Directory.GetDirectories(Path.Combine(_output, "npm")).Select(Path.GetFileName).ShouldBe(["collab-events", "orders-events"], ignoreOrder: true);
        AssemblyFacts orders = ReadAssembly("Orders.Events.Client");
        orders.References.Where(r => !r.StartsWith("System.", StringComparison.Ordinal)).ShouldBe(["PubSub.Contracts"]);
        orders.Types.ShouldNotContain(type => type.Contains("Actions", StringComparison.Ordinal));
        ReadAssembly("Orders.Events.Server").Types.ShouldContain("Orders.Events.Actions.CreateOrder");
        // However its native part was had here.
        ReadNuspec("PubSub.Kafka").ShouldContain("<dependency id=\"Confluent.Kafka\"");
    }

    private ZipArchive Open(string package) => ZipFile.OpenRead(Directory.GetFiles(_output, $"{package}.0.*.nupkg").Single());

    private string ReadNuspec(string package)
    {
        using ZipArchive archive = Open(package);
        using var reader = new StreamReader(archive.GetEntry($"{package}.nuspec")!.Open());
        return reader.ReadToEnd();
    }

    private AssemblyFacts ReadAssembly(string package)
    {
        using ZipArchive archive = Open(package);
        using Stream entry = archive.Entries.Single(e => e.Name == "Orders.Events.dll").Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return AssemblyFacts.Read(bytes.ToArray());
    }
}
