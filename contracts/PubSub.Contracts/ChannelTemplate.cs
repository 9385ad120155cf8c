using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PubSub.Contracts;

/// <summary>
/// What a channel's addresses look like: fixed segments and parameters, joined by <c>:</c>, such as <c>chat:{roomId}</c>. Immutable.
/// </summary>
public sealed class ChannelTemplate
{
    /// <summary>The most that the parameters of one address may hold together, in bytes of UTF-8 before encoding.</summary>
    public const int MaxParameterBytes = 1024;

    private readonly Segment[] _segments;

    private ChannelTemplate(string text, Segment[] segments)
    {
        Text = text;
        _segments = segments;
        Parameters = [.. segments.Where(s => s.IsParameter).Select(s => s.Text)];
    }

    /// <summary>The template as it was written.</summary>
    public string Text { get; }

    /// <summary>The names of the parameters, in order.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>True where the template has parameters, and so stands for many addresses.</summary>
    public bool IsParametric => Parameters.Count > 0;

    /// <summary>The number of segments that an address of this template has.</summary>
    public int SegmentCount => _segments.Length;

    /// <summary>Reads a template and says in <paramref name="problem"/> what is wrong with it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ChannelTemplate? template, [NotNullWhen(false)] out string? problem)
    {
        template = null;
        if (string.IsNullOrEmpty(text))
        {
            problem = "A channel needs a name.";
            return false;
        }

        string[] parts = text.Split(':');
        var segments = new Segment[parts.Length];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < parts.Length; i++)
        {
            string part = parts[i];
            bool isParameter = part.Length > 2 && part[0] == '{' && part[^1] == '}';
            string name = isParameter ? part[1..^1] : part;
            if (name.Length == 0 || !name.All(ChannelSegment.IsUnreserved))
            {
                problem = $"The channel name '{text}' must consist of segments of letters, digits, '_' and '-', or parameters such as {{roomId}}, joined by ':'.";
                return false;
            }

            if (isParameter && !seen.Add(name))
            {
                problem = $"The channel name '{text}' has the parameter '{name}' twice.";
                return false;
            }

            segments[i] = new Segment(name, isParameter);
        }

        template = new ChannelTemplate(text, segments);
        problem = null;
        return true;
    }

    /// <summary>Makes an address of parameter values, in the order of <see cref="Parameters"/>.</summary>
    public bool TryFormat(IReadOnlyList<string> values, out ChannelName name, [NotNullWhen(false)] out string? problem)
    {
        name = default;
        if (values.Count != Parameters.Count)
        {
            problem = $"The channel '{Text}' takes {Parameters.Count} parameters.";
            return false;
        }

        if (!CheckParameters(values, out problem)) return false;
        var address = new StringBuilder();
        int next = 0;
        foreach (Segment segment in _segments)
        {
            if (address.Length > 0) address.Append(':');
            address.Append(segment.IsParameter ? ChannelSegment.Encode(values[next++]) : segment.Text);
        }

        name = ChannelName.FromCanonical(address.ToString());
        return true;
    }

    /// <summary>Tells whether an address is of this template, and its parameter values, decoded, in the order of <see cref="Parameters"/>.</summary>
    public bool TryMatch(ChannelName name, [NotNullWhen(true)] out IReadOnlyList<string>? values)
    {
        values = null;
        // First what costs nothing: most addresses are of another template.
        if (!HasForm(name.Value)) return false;
        var found = new string[Parameters.Count];
        int next = 0;
        int index = 0;
        foreach (Range part in name.Value.AsSpan().Split(':'))
        {
            if (!_segments[index++].IsParameter) continue;
            if (!ChannelSegment.TryDecode(name.Value[part], out string? value, out _)) return false;
            found[next++] = value;
        }

        values = found;
        return true;
    }

    private bool HasForm(ReadOnlySpan<char> address)
    {
        int index = 0;
        foreach (Range part in address.Split(':'))
        {
            if (index == _segments.Length) return false;
            Segment segment = _segments[index++];
            if (!segment.IsParameter && !address[part].SequenceEqual(segment.Text)) return false;
        }

        return index == _segments.Length;
    }

    /// <summary>Checks parameter values: no empty one, no control characters, 1 KB together.</summary>
    public static bool CheckParameters(IReadOnlyList<string> values, [NotNullWhen(false)] out string? problem)
    {
        int bytes = 0;
        foreach (string value in values)
        {
            if (!ChannelSegment.IsAllowed(value, out problem)) return false;
            bytes += Encoding.UTF8.GetByteCount(value);
        }

        problem = bytes > MaxParameterBytes ? $"The parameters of a channel hold at most {MaxParameterBytes} bytes together." : null;
        return problem is null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private readonly record struct Segment(string Text, bool IsParameter);
}
