namespace PubSub.Browser.Tests.Support;

/// <summary>Where this repository keeps the sample that the tests start.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string SampleDirectory { get; } = Path.Combine(Root, "samples", "Orders.Server");

    /// <summary>The sample as it was built beside these tests: in the same configuration, for the same framework.</summary>
    public static string SampleAssembly
    {
        get
        {
            var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(SampleDirectory, "bin", framework.Parent!.Name, framework.Name, "Orders.Server.dll");
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "PubSub.sln"))) return directory.FullName;
        throw new DirectoryNotFoundException($"No PubSub.sln above {AppContext.BaseDirectory}.");
    }
}
