using System.Globalization;
using System.Text;

namespace PubSub.Redis.Connecting;

/// <summary>A few commands and their answers over a stream, one at a time (RESP 2).</summary>
internal sealed class RespConversation(Stream stream)
{
    private const int LongestAnswer = 1 << 20;

    // One character a byte.
    private readonly StreamReader _reader = new(stream, Encoding.Latin1, leaveOpen: true);

    /// <summary>Answers a bulk string's text, or the line of any other answer with its mark, such as <c>+OK</c> or <c>-ERR …</c>.</summary>
    /// <exception cref="IOException">The connection ended, or what came is no answer.</exception>
    public async Task<string> AskAsync(string[] command, CancellationToken cancellationToken)
    {
        var request = new StringBuilder();
        request.Append(CultureInfo.InvariantCulture, $"*{command.Length}\r\n");
        foreach (string part in command) request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), cancellationToken);
        await stream.FlushAsync(cancellationToken);

        string line = await _reader.ReadLineAsync(cancellationToken) ?? throw new IOException("The connection ended.");
        if (!line.StartsWith('$')) return line;
        if (!int.TryParse(line.AsSpan(1), CultureInfo.InvariantCulture, out int length) || length > LongestAnswer) throw new IOException("The answer is malformed.");
        if (length < 0) return "";
        var text = new char[length + 2];
        return await _reader.ReadBlockAsync(text, cancellationToken) == text.Length ? new string(text, 0, length) : throw new IOException("The connection ended.");
    }
}
