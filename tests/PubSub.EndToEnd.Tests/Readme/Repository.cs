using System.Reflection;

namespace PubSub.EndToEnd.Tests.Readme;

/// <summary>Where this repository lies, and the configuration that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>The one fenced block that follows a comment, such as <c>&lt;!-- transcript</c>.</summary>
    public static string ReadmeBlock(string comment)
    {
        string readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        string[] parts = readme.Split($"<!-- {comment}");
        parts.Length.ShouldBe(2, $"README.md has one block marked '<!-- {comment}'.");
        string fenced = parts[1][(parts[1].IndexOf("```", StringComparison.Ordinal) + 3)..];
        return fenced[(fenced.IndexOf('\n') + 1)..fenced.IndexOf("\n```", StringComparison.Ordinal)];
    }

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
