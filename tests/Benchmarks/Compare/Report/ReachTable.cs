using PubSub.Benchmarks.Compare.Reach;
using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Report;

/// <summary>What is to be reached, what was seen, and whether that is enough.</summary>
internal static class ReachTable
{
    public static string Of(IEnumerable<ReachRow> rows, ResultSet results)
    {
        var table = new MarkdownTable("figure", "wanted", "seen", "");
        foreach (ReachRow row in rows)
        {
            string wanted = !row.IsJudged ? row.Of.Length > 0 ? $"× {row.Of}" : "" : $"{(row.Bound == Bound.AtLeast ? "≥" : "≤")} {Figures.Format(row.Limit)}{(row.Of.Length > 0 ? $" × {row.Of}" : "")}";
            string seen = row.Seen(results) is { } value ? Figures.Format(value) : "–";
            string verdict = row.IsMet(results) switch
            {
                true => "met",
                false => row.WhyVoid(results) is { } reason ? $"not met: {reason}" : "not met",
                null => row.IsJudged || row.Seen(results) is null ? "not measured" : "for comparison",
            };
            table.Add(row.Figure, wanted, seen, verdict);
        }

        return $"### What is to be reached\n\n{table}\n";
    }
}
