namespace PubSub.Packaging.Tests;

[Collection(PackagingCollection.Name)]
public sealed class PackedContractTests(PackedContract contract) : IClassFixture<PackedContract>
{
    private const string Assembly = $"lib/net10.0/{ContractProject.Name}.dll";

    [Fact]
    public void Pack_ClientFlavor_HoldsTheContractAndNothingOfActions()
    {
        AssemblyFacts client = AssemblyFacts.Read(contract.Package("Client").Entries[Assembly]);

        client.Types.ShouldContain("Shop.Events.Sold");
        client.Types.ShouldNotContain(type => type.Contains("Actions", StringComparison.Ordinal));
    }

    [Fact]
    public void Pack_ClientFlavor_RefersToTheVocabularyAlone()
    {
        AssemblyFacts client = AssemblyFacts.Read(contract.Package("Client").Entries[Assembly]);

        client.References.Where(name => !name.StartsWith("System", StringComparison.Ordinal)).ShouldBe(["PubSub.Contracts"]);
    }

    [Fact]
    public void Pack_ClientFlavor_DependsOnTheVocabularyAlone() => contract.Package("Client").Dependencies().ShouldBe(["PubSub.Contracts"]);

    [Fact]
    public void Pack_ServerFlavor_HoldsTheActions()
    {
        AssemblyFacts server = AssemblyFacts.Read(contract.Package("Server").Entries[Assembly]);

        server.Types.ShouldContain("Shop.Events.Actions.PriceTheSale");
        server.References.ShouldContain("PubSub.Core");
        contract.Package("Server").Dependencies().ShouldBe(["PubSub.Contracts", "PubSub.Core"], ignoreOrder: true);
    }

    [Fact]
    public void Pack_BothFlavors_KeepTheAssemblysName()
    {
        AssemblyFacts.Read(contract.Package("Client").Entries[Assembly]).Name.ShouldBe(ContractProject.Name);
        AssemblyFacts.Read(contract.Package("Server").Entries[Assembly]).Name.ShouldBe(ContractProject.Name);
    }

    [Fact]
    public void Pack_SecretOfAnAction_IsInTheServersAssembly() =>
        Bytes.Hold(contract.Package("Server").Entries[Assembly], ContractProject.Secret).ShouldBeTrue();

    [Theory]
    [InlineData("nupkg")]
    [InlineData("snupkg")]
    public void Pack_SecretOfAnAction_IsNowhereInTheClientsPackage(string extension)
    {
        IReadOnlyDictionary<string, byte[]> entries = contract.Package("Client", extension).Entries;

        entries.ShouldNotBeEmpty();
        entries.Where(e => Bytes.Hold(e.Value, ContractProject.Secret)).Select(e => e.Key).ShouldBeEmpty();
        entries.Where(e => Bytes.Hold(e.Value, "PriceTheSale")).Select(e => e.Key).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("artifacts/npm/shop-events")]
    [InlineData("Shop.Events/generated")]
    public void Pack_SecretOfAnAction_IsNowhereInWhatWasGenerated(string folder)
    {
        string[] files = Directory.GetFiles(Path.Combine(contract.Project.Folder, "..", folder), "*", SearchOption.AllDirectories);

        files.ShouldNotBeEmpty();
        files.Where(f => Bytes.Hold(File.ReadAllBytes(f), ContractProject.Secret)).ShouldBeEmpty();
    }

    [Fact]
    public void Pack_OutsideThisRepository_WritesTheTypes()
    {
        contract.Project.Read("generated/events.ts").ShouldContain("\"shop:sold\"");
        contract.Project.Read("../artifacts/npm/shop-events/index.d.ts").ShouldContain("\"shop:sold\"");
        contract.Project.Read("../artifacts/npm/shop-events/package.json").ShouldContain("\"shop-events\"");
    }

    [Fact]
    public async Task Pack_WithNoBuild_GivesBothPackages()
    {
        string elsewhere = Path.Combine(contract.Project.Folder, "..", "packed without a build");

        (await contract.Project.RunAsync("pack", "--no-build", "-nologo", "-o", elsewhere)).ShouldSucceed();

        Directory.GetFiles(elsewhere).Select(Path.GetFileName).ShouldBe(
            Directory.GetFiles(contract.Project.Output).Select(Path.GetFileName), ignoreOrder: true);
    }
}
