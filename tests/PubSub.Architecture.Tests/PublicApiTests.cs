using System.Reflection;

namespace PubSub.Architecture.Tests;

/// <summary>The public surface of each library is what its checked-in listing says: a change of it is a decision, seen in review.</summary>
public sealed class PublicApiTests
{
    private const string AcceptVariable = "PUBSUB_ACCEPT_API";

    private static readonly string s_folder = Path.Combine(Repository.Root, "tests", "PubSub.Architecture.Tests", "PublicApi");

    public static TheoryData<string> Libraries => [.. Projects.Libraries.Select(Projects.NameOf)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_PublicSurface_IsAsListed(string library)
    {
        string actual = ApiListing.Of(Assembly.Load(library));
        string approved = Path.Combine(s_folder, library + ".txt");
        string received = Path.Combine(s_folder, library + ".received.txt");
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            Directory.CreateDirectory(s_folder);
            File.WriteAllText(approved, actual);
        }

        string expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (actual == expected)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        string[] before = expected.Split('\n'), now = actual.Split('\n');
        string difference = string.Join('\n', [.. before.Except(now).Select(line => "- " + line), .. now.Except(before).Select(line => "+ " + line)]);
        Assert.Fail(
            $"The public API of {library} is not what PublicApi/{library}.txt lists:\n{difference}\n" +
            $"The new listing is in {received}. If the change is meant, run these tests once with {AcceptVariable}=1, and mention it in CHANGELOG.md.");
    }

    [Fact]
    public void Listings_LibraryThatIsGone_HasNone() =>
        Directory.EnumerateFiles(s_folder, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Where(f => !f.EndsWith(".received", StringComparison.Ordinal))
            .Except(Projects.Libraries.Select(Projects.NameOf), StringComparer.Ordinal).ShouldBeEmpty();
}
