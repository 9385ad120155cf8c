namespace PubSub.Redis.Tests;

/// <summary>What the documentation tells an operator to type, so that it is tried.</summary>
internal static class Documentation
{
    private const string SetUser = "ACL SETUSER default ";

    /// <summary>The rules behind the first <c>ACL SETUSER default</c> of a page.</summary>
    public static string[] AclRules(string page) =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", page)).First(line => line.StartsWith(SetUser, StringComparison.Ordinal))[SetUser.Length..].Split(' ');
}
