using System.Reflection;

namespace PubSub.Tests.Shared;

/// <summary>Where this repository lies, and the configuration that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>Without a separator at its end.</summary>
    public static string Root { get; } = Path.TrimEndingDirectorySeparator(Metadata("RepositoryRoot"));

    public static string Configuration { get; } = Metadata("Configuration");

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
