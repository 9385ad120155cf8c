namespace PubSub.Packaging.Tests;

/// <summary>A contract project that is built, changed and built again.</summary>
public sealed class BuiltContract(PackedLibraries libraries) : IAsyncLifetime
{
    internal ContractProject Project { get; } = libraries.CreateProject();

    /// <inheritdoc/>
    public async Task InitializeAsync() => (await Project.BuildAsync()).ShouldSucceed();

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;
}
