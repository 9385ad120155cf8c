using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PubSub.EndToEnd.Tests.Readme;

/// <summary>A recorded session: commands after <c>$ </c>, and what each of them wrote.</summary>
internal sealed partial class Transcript
{
    // Written between commands. No command writes it.
    private const string Mark = "\u001e";

    private readonly List<string> _commands = [];
    private readonly List<string> _outputs = [];

    public static Transcript Parse(string text)
    {
        var transcript = new Transcript();
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                transcript._commands.Add(line[2..]);
                transcript._outputs.Add("");
            }
            else
            {
                transcript._outputs[^1] += line + "\n";
            }
        }

        return transcript;
    }

    /// <summary>The session with everything masked that differs from run to run: ids and requests by their order of appearance, so that repeats show.</summary>
    public string Masked()
    {
        var text = new StringBuilder();
        foreach ((string command, string output) in _commands.Zip(_outputs)) text.Append("$ ").Append(command).Append('\n').Append(output.TrimEnd('\n')).Append('\n');
        string masked = Mask(text.ToString(), IdPattern(), "id");
        masked = Mask(masked, RequestPattern(), "request");
        return TimePattern().Replace(masked, "<time>");
    }

    /// <summary>Runs the commands in one shell, each as it stands but for the server's address and its pauses, which are longer for a busy machine.</summary>
    public async Task<Transcript> RunAsync(string folder, string address)
    {
        IEnumerable<string> lines = _commands.Select(c => $"printf '{Mark}'\n{Adapt(c, address)}");
        await File.WriteAllTextAsync(Path.Combine(folder, "session.sh"), string.Join('\n', lines) + "\n");
        string output = await Command.RunAsync(folder, withErrors: false, "bash", "session.sh");

        var run = new Transcript();
        run._commands.AddRange(_commands);
        run._outputs.AddRange(output.Split(Mark).Skip(1));
        return run;
    }

    private static string Adapt(string command, string address) =>
        command.Replace("127.0.0.1:5080", address, StringComparison.Ordinal)
            .Replace("sleep 1", "sleep 4", StringComparison.Ordinal)
            .Replace("-m 2", "-m 6", StringComparison.Ordinal);

    private static string Mask(string text, Regex pattern, string kind)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return pattern.Replace(text, found =>
        {
            if (!seen.TryGetValue(found.Value, out int number)) seen[found.Value] = number = seen.Count + 1;
            return string.Create(CultureInfo.InvariantCulture, $"<{kind} {number}>");
        });
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex IdPattern();

    [GeneratedRegex("[0-9A-V]{13}:[0-9A-F]{8}")]
    private static partial Regex RequestPattern();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex TimePattern();
}
