using PubSub.Codegen.Tests.Support;
using PubSub.Codegen.Reading;
using PubSub.Core.Catalog;
using PubSub.WrongContracts;

namespace PubSub.Codegen.Tests;

public class WrongContractTests
{
    [Fact]
    public void Run_WrongContract_WritesEachProblemAsABuildErrorAndNoFile()
    {
        using var folder = new TemporaryFolder();

        (int exit, _, string errors) = Generator.Run(
            "generate", "--assembly", typeof(FineChannel).Assembly.Location, "--output", folder["out"], "--name", "Wrong");

        exit.ShouldBe(1);
        string[] lines = errors.TrimEnd().Split(Environment.NewLine);
        lines.Length.ShouldBeGreaterThan(30);
        lines.ShouldAllBe(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^Wrong : error PUBSUB\d{3}: PubSub\.WrongContracts\.[^:]+: \S"));
        lines.ShouldContain(line => line.StartsWith("Wrong : error PUBSUB006: PubSub.WrongContracts.ParameterWithoutProperty.Chat.roomId: "));
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public void Read_ConverterOfItsOwn_IsAnErrorThatNamesEachMember()
    {
        EventCatalog catalog = ContractReader.Read([typeof(FineChannel), typeof(OwnConverter.Holder)]);

        var e = Should.Throw<ContractException>(() => ContractModelReader.Read("Wrong", catalog, DocSource.BesideAssemblies()));

        e.Problems.Select(p => (p.Code, p.Where)).ShouldBe(
        [
            ("PUBSUB029", "PubSub.WrongContracts.OwnConverter.Holder.Money"),
            ("PUBSUB029", "PubSub.WrongContracts.OwnConverter.Holder.Text"),
        ]);
    }
}
