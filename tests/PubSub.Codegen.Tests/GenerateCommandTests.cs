using System.Globalization;
using System.Text;
using Orders.Events;
using PubSub.Codegen.Tests.Support;
using Shapes;

namespace PubSub.Codegen.Tests;

public class GenerateCommandTests
{
    [Fact]
    public void Generate_OtherCultureAndFolder_YieldsTheSameBytes()
    {
        using var here = new TemporaryFolder();
        using var there = new TemporaryFolder();
        CultureInfo culture = CultureInfo.CurrentCulture;
        string folder = Environment.CurrentDirectory;
        Generator.Generate(typeof(Scalars).Assembly, here.Path);
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            odd.NumberFormat = new NumberFormatInfo { NegativeSign = "~", NumberDecimalSeparator = "," };
            CultureInfo.CurrentCulture = odd;
            Environment.CurrentDirectory = there.Path;
            Generator.Generate(typeof(Scalars).Assembly, ".");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
            Environment.CurrentDirectory = folder;
        }

        there.Read().ShouldBe(here.Read(), new SameBytes());
    }

    [Fact]
    public void Generate_AnyFile_IsUtf8WithoutMarkAndHasLineFeedsOnly()
    {
        using var folder = new TemporaryFolder();
        Generator.Generate(typeof(Scalars).Assembly, folder["out"], "--npm-output", folder["npm"]);

        foreach ((string path, byte[] content) in folder.Read())
        {
            content.AsSpan().StartsWith(Encoding.UTF8.Preamble).ShouldBeFalse(path);
            content.ShouldNotContain((byte)'\r', path);
            content[^1].ShouldBe((byte)'\n', path);
        }
    }

    [Fact]
    public void Generate_AnyFile_NamesNoPath()
    {
        using var folder = new TemporaryFolder();
        Generator.Generate(typeof(Scalars).Assembly, folder["out"], "--npm-output", folder["npm"]);

        foreach ((string path, byte[] content) in folder.Read()) Encoding.UTF8.GetString(content).ShouldNotContain(Repository.Root, Case.Sensitive, path);
    }

    [Fact]
    public void Generate_Again_TouchesNoFile()
    {
        using var folder = new TemporaryFolder();
        Generator.Generate(typeof(OrderCreated).Assembly, folder.Path);
        foreach (string path in folder.Read().Keys) File.SetLastWriteTimeUtc(folder[path], DateTime.UnixEpoch);

        Generator.Generate(typeof(OrderCreated).Assembly, folder.Path);

        folder.Read().Keys.ShouldAllBe(path => File.GetLastWriteTimeUtc(folder[path]) == DateTime.UnixEpoch);
    }

    [Fact]
    public void Generate_OneFileEdited_WritesOnlyThat()
    {
        using var folder = new TemporaryFolder();
        Generator.Generate(typeof(OrderCreated).Assembly, folder.Path);
        File.AppendAllText(folder["manifest.json"], "edited");
        foreach (string path in folder.Read().Keys) File.SetLastWriteTimeUtc(folder[path], DateTime.UnixEpoch);

        Generator.Generate(typeof(OrderCreated).Assembly, folder.Path);

        folder.Read().Keys.Where(path => File.GetLastWriteTimeUtc(folder[path]) != DateTime.UnixEpoch).ShouldBe(["manifest.json"]);
    }

    [Fact]
    public void Generate_EventThatIsGone_RemovesItsSchemaAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["schemas"]);
        File.WriteAllText(folder["schemas/orders.cancelled.payload.json"], "{}");
        File.WriteAllText(folder["schemas/mine.json"], "{}");

        Generator.Generate(typeof(OrderCreated).Assembly, folder.Path);

        folder.Read().Keys.ShouldBe(
            ["events.ts", "manifest.json", "schemas/mine.json", "schemas/orders.created.payload.json", "schemas/orders.created.result.json", "schemas/orders.ingested.payload.json"]);
    }

    [Fact]
    public void Generate_ServerAssembly_TellsNothingOfTheServer()
    {
        using var folder = new TemporaryFolder();
        Generator.Generate(typeof(OrderCreated).Assembly, folder["out"], "--npm-output", folder["npm"]);

        foreach ((string path, byte[] content) in folder.Read())
        {
            string text = Encoding.UTF8.GetString(content);
            text.ShouldNotContain("CreateOrder", Case.Sensitive, path);
            text.ShouldNotContain("1000000", Case.Sensitive, path);
            text.ShouldNotContain("Validator", Case.Sensitive, path);
        }
    }

    [Fact]
    public void Run_ResponseFile_ReadsOneArgumentALine()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["a.rsp"], ["generate", "", "--assembly", typeof(OrderCreated).Assembly.Location, "--output", folder["a folder"]]);

        Generator.Run("@" + folder["a.rsp"]).Exit.ShouldBe(0);

        File.Exists(folder["a folder/events.ts"]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("No option", "--colour", "red")]
    [InlineData("Twice", "--output", "x")]
    [InlineData("No value", "--doc")]
    [InlineData("npm name without folder", "--npm-name", "x")]
    public void Run_WrongArguments_SaysSoAndExits2(string why, params string[] more)
    {
        (int exit, _, string errors) = Generator.Run(["generate", "--assembly", typeof(OrderCreated).Assembly.Location, "--output", "unused", .. more]);

        exit.ShouldBe(2, why);
        errors.ShouldStartWith("pubsub : error PUBSUB900: ");
    }

    [Fact]
    public void Run_MissingAssembly_SaysSoAndExits2()
    {
        (int exit, _, string errors) = Generator.Run("generate", "--assembly", "not-there.dll", "--output", "unused");

        exit.ShouldBe(2);
        errors.ShouldContain("not-there.dll");
    }

    [Fact]
    public void Run_NoAssemblyAtAll_SaysSoAndExits2()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["text.dll"], "text");

        (int exit, _, string errors) = Generator.Run("generate", "--assembly", folder["text.dll"], "--output", folder["out"]);

        exit.ShouldBe(2);
        errors.ShouldStartWith("text : error PUBSUB902: ");
    }

    private sealed class SameBytes : IEqualityComparer<KeyValuePair<string, byte[]>>
    {
        public bool Equals(KeyValuePair<string, byte[]> x, KeyValuePair<string, byte[]> y) => x.Key == y.Key && x.Value.AsSpan().SequenceEqual(y.Value);

        public int GetHashCode(KeyValuePair<string, byte[]> obj) => obj.Key.GetHashCode(StringComparison.Ordinal);
    }
}
