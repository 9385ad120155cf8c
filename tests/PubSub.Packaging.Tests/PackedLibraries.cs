using System.Globalization;
namespace PubSub.Packaging.Tests;

/// <summary>
/// The libraries as a user gets them: packed once for all tests into a folder that serves as the feed of contract projects outside this repository. Their
/// version is new each time and their global packages folder is their own, so that no cache can answer with an older one.
/// </summary>
public sealed class PackedLibraries : IAsyncLifetime
{
    private static readonly string[] Projects =
    [
        "contracts/PubSub.Contracts/PubSub.Contracts.csproj",
        "src/PubSub.Core/PubSub.Core.csproj",
        "codegen/PubSub.Contracts.Build/PubSub.Contracts.Build.csproj",
    ];

    private int _projects;

    /// <summary>The version of every packed library.</summary>
    public string Version { get; } = $"0.1.0-test.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The folder of everything that the tests write; its path holds spaces.</summary>
    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"pub sub packaging {Guid.NewGuid():N}");

    internal IReadOnlyDictionary<string, string> Environment { get; private set; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        string feed = Path.Combine(Root, "feed");
        Directory.CreateDirectory(feed);
        Environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(Root, "packages") };
        string shared = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(Root, "NuGet.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{feed}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="shared" value="{shared}" />
              </fallbackPackageFolders>
            </configuration>
            """);

        string all = string.Join(';', Projects.Select(p => Path.Combine(Repository.Root, p)));
        await File.WriteAllTextAsync(Path.Combine(Root, "pack.proj"), $"""
            <Project>
              <Target Name="Pack">
                <MSBuild Projects="{all}" Targets="Pack" />
              </Target>
            </Project>
            """);
        (await Dotnet.RunAsync(
            Repository.Root, new Dictionary<string, string>(), "msbuild", Path.Combine(Root, "pack.proj"), "-t:Pack", "-nr:false", "-nologo", "-p:NoBuild=true",
            $"-p:Configuration={Repository.Configuration}", $"-p:PackageVersion={Version}", $"-p:PackageOutputPath={feed}")).ShouldSucceed();
    }

    /// <summary>Writes the contract project of <see cref="ContractProject"/> into a folder of its own.</summary>
    internal ContractProject CreateProject() => new(this, Path.Combine(Root, $"contract {Interlocked.Increment(ref _projects)}"));

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return Task.CompletedTask;
    }
}
