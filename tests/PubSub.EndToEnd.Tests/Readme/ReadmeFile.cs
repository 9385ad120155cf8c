namespace PubSub.EndToEnd.Tests.Readme;

/// <summary>What <c>README.md</c> shows.</summary>
internal static class ReadmeFile
{
    /// <summary>The one fenced block that follows a comment, such as <c>&lt;!-- transcript</c>.</summary>
    public static string Block(string comment)
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string[] parts = readme.Split($"<!-- {comment}");
        parts.Length.ShouldBe(2, $"README.md has one block marked '<!-- {comment}'.");
        string fenced = parts[1][(parts[1].IndexOf("```", StringComparison.Ordinal) + 3)..];
        return fenced[(fenced.IndexOf('\n') + 1)..fenced.IndexOf("\n```", StringComparison.Ordinal)];
    }
}
