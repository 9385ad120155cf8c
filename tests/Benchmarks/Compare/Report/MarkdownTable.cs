using System.Text;

namespace PubSub.Benchmarks.Compare.Report;

/// <summary>A table in Markdown whose columns are aligned in plain text too.</summary>
internal sealed class MarkdownTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    /// <exception cref="ArgumentException">The row has another number of cells than the header.</exception>
    public MarkdownTable Add(params string[] cells)
    {
        if (cells.Length != headers.Length) throw new ArgumentException($"A row of {cells.Length} cells does not fit {headers.Length} columns.", nameof(cells));
        _rows.Add([.. cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" "))]);
        return this;
    }

    public override string ToString()
    {
        int[] widths = [.. headers.Select((header, i) => Math.Max(3, _rows.Select(row => row[i].Length).Append(header.Length).Max()))];
        var text = new StringBuilder();
        Append(text, headers, widths);
        text.Append('|').AppendJoin('|', widths.Select(width => new string('-', width + 2))).Append("|\n");
        foreach (string[] row in _rows) Append(text, row, widths);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string[] cells, int[] widths) =>
        text.Append("| ").AppendJoin(" | ", cells.Select((cell, i) => cell.PadRight(widths[i]))).Append(" |\n");
}
