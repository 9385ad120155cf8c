using System.Xml.Linq;

namespace PubSub.Architecture.Tests;

/// <summary>The projects of this repository, as their files say.</summary>
internal static class Projects
{
    /// <summary>The projects that users reference: the vocabulary and everything under <c>src</c>.</summary>
    public static IReadOnlyList<string> Libraries { get; } =
    [
        Path.Combine(Repository.Root, "contracts", "PubSub.Contracts", "PubSub.Contracts.csproj"),
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
    ];

    public static string NameOf(string project) => Path.GetFileNameWithoutExtension(project);

    /// <summary>The projects that a project references, by name.</summary>
    public static IReadOnlyList<string> ProjectReferences(string project) =>
        [.. Includes(project, "ProjectReference").Select(path => NameOf(path.Replace('\\', '/')))];

    /// <summary>The packages that a project references.</summary>
    public static IReadOnlyList<string> PackageReferences(string project) => Includes(project, "PackageReference");

    private static List<string> Includes(string project, string item) =>
        [.. XDocument.Load(project).Descendants(item).Select(e => (string?)e.Attribute("Include")).OfType<string>()];
}
