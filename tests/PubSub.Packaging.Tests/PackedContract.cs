using System.IO.Compression;
namespace PubSub.Packaging.Tests;

/// <summary>The contract project packed once, clean, with its packages unpacked.</summary>
public sealed class PackedContract(PackedLibraries libraries) : IAsyncLifetime
{
    internal ContractProject Project { get; } = libraries.CreateProject();

    /// <inheritdoc/>
    public async Task InitializeAsync() => (await Project.PackAsync()).ShouldSucceed();

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The path of a package, <c>nupkg</c> or <c>snupkg</c>, of a flavour.</summary>
    internal string Package(string flavor, string extension) => Path.Combine(Project.Output, $"{ContractProject.Name}.{flavor}.{ContractProject.Version}.{extension}");

    /// <summary>Every entry of a package with its decompressed bytes.</summary>
    internal IReadOnlyDictionary<string, byte[]> Unpack(string flavor, string extension)
    {
        using ZipArchive archive = ZipFile.OpenRead(Package(flavor, extension));
        var entries = new Dictionary<string, byte[]>();
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            entries.Add(entry.FullName, bytes.ToArray());
        }

        return entries;
    }
}
