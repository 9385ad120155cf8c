using System.Text.RegularExpressions;
using PubSub.EndToEnd.Tests.TypeScript;

namespace PubSub.EndToEnd.Tests.Readme;

/// <summary>What the documents show is so.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pubsub-readme-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Transcript_RunAgain_WritesTheSame()
    {
        Transcript recorded = Transcript.Parse(ReadmeFile.Block("transcript"));
        await using SampleProcess server = await SampleProcess.StartAsync();

        Transcript run = await recorded.RunAsync(_folder.FullName, server.Address);

        run.Masked().ShouldBe(recorded.Masked());
    }

    [Fact]
    public async Task TypeScript_AgainstTheGeneratedTypes_Compiles()
    {
        // The README imports from the file that codegen writes.
        string snippet = ReadmeFile.Block("typescript").Replace("./events", "./orders", StringComparison.Ordinal);

        string problems = await TypeCheck.RunAsync(_folder.FullName, snippet);

        problems.ShouldBeEmpty();
    }

    [Fact]
    public void Links_InEveryDocument_LeadSomewhere()
    {
        string[] documents = [.. Directory.GetFiles(Repository.Root, "*.md"), .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md"), Path.Combine(Repository.Root, "samples", "README.md")];

        IEnumerable<string> dead =
            from document in documents
            from link in LinkPattern().Matches(File.ReadAllText(document))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
            select $"{Path.GetFileName(document)}: {target}";

        dead.ShouldBeEmpty();
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();
}
