using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PubSub.Contracts;

/// <summary>
/// What a channel's addresses look like: fixed segments and parameters, joined by <c>:</c>, such as <c>chat:{roomId}</c>. Parameters at the end
/// may be optional: <c>cursor:{roomId?}</c> stands for <c>cursor</c> and <c>cursor:room-1</c>. Immutable.
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
        OptionalCount = segments.Count(s => s.IsOptional);
    }

    /// <summary>The template as it was written.</summary>
    public string Text { get; }

    /// <summary>The names of the parameters, in order.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>True where the template has parameters, and so stands for many addresses.</summary>
    public bool IsParametric => Parameters.Count > 0;

    /// <summary>The most segments that an address of this template has; one less for each optional parameter that is left out.</summary>
    public int SegmentCount => _segments.Length;

    /// <summary>How many of the last parameters may be left out.</summary>
    internal int OptionalCount { get; }

    /// <summary>The fewest parameters that make an address.</summary>
    internal int RequiredCount => Parameters.Count - OptionalCount;

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
        bool optional = false;
        for (int i = 0; i < parts.Length; i++)
        {
            string part = parts[i];
            bool isParameter = part.Length > 2 && part[0] == '{' && part[^1] == '}';
            if (optional && !(isParameter && part[^2] == '?'))
            {
                problem = $"The channel name '{text}' has '{part}' after an optional parameter; only the last parameters may be optional.";
                return false;
            }

            optional = isParameter && part[^2] == '?';
            string name = isParameter ? part[1..^(optional ? 2 : 1)] : part;
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

            segments[i] = new Segment(name, isParameter, optional);
        }

        if (segments[0].IsOptional)
        {
            problem = $"The channel name '{text}' begins with an optional parameter, and an address has at least one segment.";
            return false;
        }

        template = new ChannelTemplate(text, segments);
        problem = null;
        return true;
    }

    /// <summary>A template of one segment that begins with fixed letters and holds one parameter: <c>private-{name}</c>.</summary>
    internal static ChannelTemplate OfPrefix(string prefix, string parameter) =>
        new($"{prefix}{{{parameter}}}", [new Segment(parameter, IsParameter: true, IsOptional: false, prefix)]);

    /// <summary>Makes an address of parameter values, in the order of <see cref="Parameters"/>; optional ones at the end may be left out.</summary>
    public bool TryFormat(IReadOnlyList<string> values, out ChannelName name, [NotNullWhen(false)] out string? problem)
    {
        name = default;
        if (values.Count < RequiredCount || values.Count > Parameters.Count)
        {
            problem = OptionalCount == 0
                ? $"The channel '{Text}' takes {Parameters.Count} parameters."
                : $"The channel '{Text}' takes from {RequiredCount} to {Parameters.Count} parameters.";
            return false;
        }

        if (!CheckParameters(values, out problem)) return false;
        var address = new StringBuilder();
        int next = 0;
        foreach (Segment segment in _segments)
        {
            if (segment.IsOptional && next == values.Count) break;
            if (address.Length > 0) address.Append(':');
            if (segment.IsParameter) address.Append(segment.Prefix).Append(ChannelSegment.Encode(values[next++]));
            else address.Append(segment.Text);
        }

        name = ChannelName.FromCanonical(address.ToString());
        return true;
    }

    /// <summary>
    /// Tells whether an address is of this template, and its parameter values, decoded, in the order of <see cref="Parameters"/>; those of optional
    /// parameters that the address leaves out are not among them.
    /// </summary>
    public bool TryMatch(ChannelName name, [NotNullWhen(true)] out IReadOnlyList<string>? values)
    {
        values = null;
        // First what costs nothing: most addresses are of another template.
        int length = SegmentsOf(name.Value);
        if (length == 0) return false;
        var found = new string[Parameters.Count - (_segments.Length - length)];
        int next = 0;
        int index = 0;
        foreach (Range part in name.Value.AsSpan().Split(':'))
        {
            Segment segment = _segments[index++];
            if (!segment.IsParameter) continue;
            if (!ChannelSegment.TryDecode(name.Value[part][segment.Prefix.Length..], out string? value, out _)) return false;
            found[next++] = value;
        }

        values = found;
        return true;
    }

    /// <returns>How many segments an address has that may be of this template; 0 for one that is not.</returns>
    private int SegmentsOf(ReadOnlySpan<char> address)
    {
        int index = 0;
        foreach (Range part in address.Split(':'))
        {
            if (index == _segments.Length) return 0;
            Segment segment = _segments[index++];
            ReadOnlySpan<char> text = address[part];
            if (segment.IsParameter ? !text.StartsWith(segment.Prefix, StringComparison.Ordinal) : !text.SequenceEqual(segment.Text)) return 0;
        }

        return index >= _segments.Length - OptionalCount ? index : 0;
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

    /// <param name="Text">The fixed text, or the parameter's name.</param>
    /// <param name="IsParameter">Whether it is a parameter.</param>
    /// <param name="IsOptional">Whether an address may end before it.</param>
    /// <param name="Prefix">What a parameter's segment begins with.</param>
    private readonly record struct Segment(string Text, bool IsParameter, bool IsOptional, string Prefix = "");
}
