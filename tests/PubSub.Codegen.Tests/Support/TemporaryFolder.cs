namespace PubSub.Codegen.Tests.Support;

/// <summary>A folder that is gone when the test is.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pubsub-codegen-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The files below, by relative path with forward slashes, sorted.</summary>
    public IReadOnlyDictionary<string, byte[]> Read() =>
        new SortedDictionary<string, byte[]>(
            Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
                .ToDictionary(f => System.IO.Path.GetRelativePath(Path, f).Replace('\\', '/'), File.ReadAllBytes),
            StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
