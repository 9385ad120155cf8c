using System.Reflection;
using PubSub.Codegen.Tests.Support;

namespace PubSub.Codegen.Tests;

/// <summary>
/// What is generated of every shape is checked in, so that each change of it is seen and meant. What is generated of the samples' contracts lies beside
/// these, and is compared by the packaging tests.
/// </summary>
public class SnapshotTests
{
    private const string Contract = "PubSub.Codegen.Shapes";

    /// <summary>With <c>PUBSUB_UPDATE_SNAPSHOTS=1</c> the snapshots are written anew instead.</summary>
    [Fact]
    public void Generate_EveryShape_MatchesTheSnapshot()
    {
        using var folder = new TemporaryFolder();
        Generator.Generate(Assembly.Load(Contract), folder.Path);

        foreach (string file in (string[])["events.ts", "manifest.json"])
        {
            string snapshot = Path.Combine(Repository.Root, "tests", "PubSub.Codegen.Tests", "Snapshots", $"{Contract}.{file}");
            if (Environment.GetEnvironmentVariable("PUBSUB_UPDATE_SNAPSHOTS") == "1") File.Copy(folder[file], snapshot, overwrite: true);
            File.ReadAllText(folder[file]).ShouldBe(File.ReadAllText(snapshot).ReplaceLineEndings("\n"), $"Look at the change of {file}; if it is meant, run with PUBSUB_UPDATE_SNAPSHOTS=1.");
        }
    }
}
