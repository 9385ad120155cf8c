namespace PubSub.Packaging.Tests;

/// <summary>Each test leaves the project valid and built.</summary>
[Collection(PackagingCollection.Name)]
public sealed class IncrementalGenerationTests(BuiltContract contract) : IClassFixture<BuiltContract>
{
    private readonly ContractProject _project = contract.Project;

    [Fact]
    public async Task Build_UnchangedContract_DoesNotRunTheGenerator()
    {
        DotnetRun second = await _project.BuildAsync();

        second.ShouldSucceed().Output.ShouldNotContain(GeneratorRan);
    }

    [Fact]
    public async Task Build_ChangedContract_GeneratesAnew()
    {
        _project.WriteSale("shop:sold", "string Article, int Pieces, string Colour");
        DotnetRun changed = await _project.BuildAsync();
        string types = _project.Read("generated/events.ts");

        changed.ShouldSucceed().Output.ShouldContain(GeneratorRan);
        types.ShouldContain("colour");
    }

    [Fact]
    public async Task Build_DeletedOutput_IsWrittenAgain()
    {
        File.Delete(Path.Combine(_project.Folder, "generated", "events.ts"));
        (await _project.BuildAsync()).ShouldSucceed();

        _project.Read("generated/events.ts").ShouldContain("shop:sold");
    }

    [Fact]
    public async Task Build_EditedOutput_IsWrittenAgain()
    {
        _project.Write("generated/events.ts", "// edited by hand");
        (await _project.BuildAsync()).ShouldSucceed();

        _project.Read("generated/events.ts").ShouldContain("shop:sold");
    }

    [Fact]
    public async Task Build_WrongContract_FailsNamingTheTypeAndTheCode()
    {
        _project.WriteSale("no-colon");
        DotnetRun wrong = await _project.BuildAsync();
        _project.WriteSale("shop:sold");
        DotnetRun corrected = await _project.BuildAsync();

        wrong.ShouldFailWith("error PUBSUB0", "Shop.Events.Sold", "error PUBSUB100");
        corrected.ShouldSucceed();
    }

    [Fact]
    public async Task Build_LockedContractThatChanged_FailsNamingTheFile()
    {
        _project.WriteSale("shop:sold", "string Article, int Pieces, string Size");
        DotnetRun changed = await _project.RunAsync("build", "-nologo", "-p:EventContractLocked=true");
        _project.WriteSale("shop:sold");
        (await _project.BuildAsync()).ShouldSucceed();

        changed.ShouldFailWith("error PUBSUB107", "events.ts");
    }

    // The build says this when, and only when, it has run the generator.
    private string GeneratorRan => $"{ContractProject.Name} -> {Path.Combine(_project.Folder, "generated")}";
}
