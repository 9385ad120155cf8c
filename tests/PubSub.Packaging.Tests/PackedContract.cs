namespace PubSub.Packaging.Tests;

/// <summary>The contract project packed once, clean.</summary>
public sealed class PackedContract(PackedLibraries libraries) : IAsyncLifetime
{
    internal ContractProject Project { get; } = libraries.CreateProject();

    /// <inheritdoc/>
    public async Task InitializeAsync() => (await Project.PackAsync()).ShouldSucceed();

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The package of a flavour, Client or Server; its extension is nupkg or snupkg.</summary>
    internal PackageFile Package(string flavor, string extension = "nupkg") =>
        PackageFile.Read(Path.Combine(Project.Output, $"{ContractProject.Name}.{flavor}.{ContractProject.Version}.{extension}"));
}
