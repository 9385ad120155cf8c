using System.Reflection;
using PubSub.Codegen.Tests.Support;

namespace PubSub.Codegen.Tests;

/// <summary>What is generated is checked in, so that every change of it is seen and meant.</summary>
public class SnapshotTests
{
    public static TheoryData<string> Contracts => ["PubSub.Codegen.Shapes", "Orders.Events", "Collab.Events"];

    /// <summary>With <c>PUBSUB_UPDATE_SNAPSHOTS=1</c> the snapshots are written anew instead.</summary>
    [Theory]
    [MemberData(nameof(Contracts))]
    public void Generate_Contract_MatchesTheSnapshot(string contract)
    {
        using var folder = new TemporaryFolder();
        Generator.Generate(Assembly.Load(contract), folder.Path);

        foreach (string file in (string[])["events.ts", "manifest.json"])
        {
            string snapshot = Path.Combine(Repository.Root, "tests", "PubSub.Codegen.Tests", "Snapshots", $"{contract}.{file}");
            if (Environment.GetEnvironmentVariable("PUBSUB_UPDATE_SNAPSHOTS") == "1") File.Copy(folder[file], snapshot, overwrite: true);
            File.ReadAllText(folder[file]).ShouldBe(File.ReadAllText(snapshot).ReplaceLineEndings("\n"), $"Look at the change of {file}; if it is meant, run with PUBSUB_UPDATE_SNAPSHOTS=1.");
        }
    }
}
