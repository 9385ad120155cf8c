using System.Reflection;
using System.Text.RegularExpressions;
using PubSub.AspNetCore;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.InMemory;

namespace PubSub.EndToEnd.Tests.Readme;

/// <summary>The tables of the documents are whole.</summary>
public sealed partial class ReferenceTests
{
    [Theory]
    [InlineData(typeof(PubSubOptions))]
    [InlineData(typeof(FanoutOptions))]
    [InlineData(typeof(PresenceOptions))]
    [InlineData(typeof(PubSubHttpOptions))]
    [InlineData(typeof(PubSubWebSocketOptions))]
    [InlineData(typeof(InMemoryOptions))]
    public void Configuration_EveryOption_IsListed(Type options)
    {
        string section = Document("configuration.md").Split($"## {options.Name}\n")[1].Split("\n## ")[0];

        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name).Where(name => !section.Contains($"| `{name}` |", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Protocol_EveryErrorCode_IsListed()
    {
        string errors = Document("protocol.md").Split("## Errors\n")[1];

        typeof(ErrorCode).GetFields().Select(f => (string)f.GetValue(null)!).Where(code => !errors.Contains($"`{code}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Protocol_EveryGapReason_IsListed()
    {
        string[] declared = [.. typeof(GapReason).GetFields().Select(f => (string)f.GetValue(null)!)];

        declared.ShouldNotBeEmpty();
        declared.Where(reason => !Document("protocol.md").Contains($"| `{reason}` |", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Contracts_EveryProblemCode_IsListed()
    {
        string[] declared =
        [
            .. new[] { "src/PubSub.Core/Catalog", "codegen" }
                .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
                .Where(file => Path.GetExtension(file) is ".cs" or ".targets" && !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
                .SelectMany(file => CodePattern().Matches(File.ReadAllText(file)))
                .Select(m => m.Value)
                .Distinct(),
        ];
        string contracts = Document("contracts.md");

        declared.Length.ShouldBeGreaterThan(30);
        // Codes that share a row are written by their numbers.
        declared.Where(code => !contracts.Contains(code, StringComparison.Ordinal) && !contracts.Contains($", {code["PUBSUB".Length..]}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static string Document(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docs", name));

    [GeneratedRegex("PUBSUB[0-9]{3}")]
    private static partial Regex CodePattern();
}
