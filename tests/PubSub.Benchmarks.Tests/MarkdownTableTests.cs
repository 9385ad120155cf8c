using PubSub.Benchmarks.Compare.Report;

namespace PubSub.Benchmarks.Tests;

public sealed class MarkdownTableTests
{
    [Fact]
    public void ToString_Rows_AreAlignedBelowTheirHeaders() =>
        new MarkdownTable("server", "n").Add("a", "1234").Add("bb", "5").ToString().ShouldBe(
            """
            | server | n    |
            |--------|------|
            | a      | 1234 |
            | bb     | 5    |

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Add_CellWithABarOrALineBreak_StaysOneCell() => new MarkdownTable("a").Add("x|y\nz").ToString().ShouldContain("x\\|y z");

    [Fact]
    public void Add_AnotherNumberOfCells_IsRefused() => Should.Throw<ArgumentException>(() => new MarkdownTable("a", "b").Add("1"));
}
