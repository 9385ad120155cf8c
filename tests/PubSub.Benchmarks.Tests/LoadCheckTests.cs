using PubSub.Benchmarks.Compare.Hosting;
using PubSub.Benchmarks.Compare.Servers;
using PubSub.Tests.Shared;

namespace PubSub.Benchmarks.Tests;

/// <summary>The load generator, which decides which rows are void, is in C and has checks of its own.</summary>
public sealed class LoadCheckTests : IDisposable
{
    /// <summary>Compiling and checking take some seconds where nothing else runs.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("pubsub-load-").FullName;

    [SkippableFact]
    public async Task MakeCheck_LoadGeneratorAndFloor_Passes()
    {
        Skip.IfNot(IsOnPath("gcc") && IsOnPath("make"), "GCC OR MAKE IS MISSING: the benchmark's load generator was not checked. Install gcc, libc6-dev and make.");
        string sources = Path.Combine(Repository.Root, "tests", "Benchmarks", "Load");

        FinishedProcess check = await ChildProcess.RunAsync(
            new ServerCommand("make", ["--silent", "-C", sources, $"OUT={_folder}", "check"]), s_limit, CancellationToken.None);

        check.ExitCode.ShouldBe(0, check.Output + check.Errors);
        // Of the parts, and of whole runs.
        check.Output.Split('\n').Count(line => line.EndsWith(" passed, 0 failed", StringComparison.Ordinal)).ShouldBe(2, check.Output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
