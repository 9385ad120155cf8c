using PositionMap = System.Collections.Generic.IReadOnlyDictionary<string, string>;

namespace PubSub.TestSupport;

/// <summary>
/// A subscriber that is cut at random and comes back as a browser does, with the last id that a whole frame carried; each time to the next of its
/// servers. It keeps every event id that its streams carried, in order, repeats included, and every sign of a hole.
/// </summary>
public sealed class CutSubscriber
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<Uri> _servers;
    private readonly IReadOnlyList<string> _channels;
    private readonly string _query;
    private readonly Random _random;
    private readonly Dictionary<string, List<string>> _ids;
    private readonly List<string> _gaps = [];
    private HashSet<string>? _missing;
    private string? _position;
    private int _next;

    /// <param name="servers">Nodes of one system. The first is the first to be asked.</param>
    /// <param name="channels">What it listens to.</param>
    /// <param name="random">When it is cut.</param>
    public CutSubscriber(IReadOnlyList<Uri> servers, IReadOnlyList<string> channels, Random random)
    {
        _servers = servers;
        _channels = channels;
        _query = "/events?" + string.Join('&', channels.Select(channel => "channel=" + Uri.EscapeDataString(channel)));
        _random = random;
        _ids = channels.ToDictionary(channel => channel, _ => new List<string>());
    }

    /// <summary>Whether a server may refuse a stream or end it, as one does whose broker is away; the subscriber then comes back. False by default.</summary>
    public bool MayBeRefused { get; init; }

    /// <summary>The most frames between two cuts.</summary>
    public int MostFrames { get; init; } = 1200;

    /// <summary>Completes when the subscriber has a position, from which on it must see everything.</summary>
    public TaskCompletionSource HasPosition { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The events of each channel.</summary>
    public IReadOnlyDictionary<string, List<string>> Ids => _ids;

    public IReadOnlyList<string> Gaps => _gaps;

    public int Events { get; private set; }

    public int Cuts { get; private set; }

    public int CutsBeforeFirstEvent { get; private set; }

    /// <summary>Reads until the last event of each channel has come.</summary>
    /// <param name="last">The channels' last ids, once they are known. A channel that is not in it has none to wait for.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task RunAsync(Task<PositionMap> last, CancellationToken cancellationToken)
    {
        while (!HasAll(last))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using SseStream? stream = await OpenAsync();
            if (stream is null || !await ReadAsync(stream, last, cancellationToken))
            {
                if (!MayBeRefused) throw new InvalidOperationException("The server ended the stream.");
                using var pause = new PeriodicTimer(s_pause);
                await pause.WaitForNextTickAsync(cancellationToken);
            }
            else if (!HasAll(last))
            {
                Cuts++;
                if (Events == 0) CutsBeforeFirstEvent++;
            }
        }
    }

    private async Task<SseStream?> OpenAsync()
    {
        try
        {
            return await SseStream.OpenAsync(_servers[_next++ % _servers.Count], _query, _position);
        }
        catch (Exception error) when (MayBeRefused && error is StreamRefusedException or HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    // False where the server ended the stream.
    private async Task<bool> ReadAsync(SseStream stream, Task<PositionMap> last, CancellationToken cancellationToken)
    {
        // Often at once, sometimes late, and always in the middle of something.
        int framesLeft = _position is null || _random.Next(4) == 0 ? 1 : _random.Next(1, MostFrames);
        while (framesLeft > 0)
        {
            Task<SseFrame?> next = stream.NextAsync(cancellationToken);
            if (!next.IsCompleted && !last.IsCompleted) await Task.WhenAny(next, last);
            if (HasAll(last)) return true;
            if (await next is not { } frame) return false;
            // A block without an id, such as the first one with its retry time, is no position to come back with.
            if (frame.Id is not null) framesLeft--;
            if (frame.IsEvent) Take(frame, last);
            else if (frame.Event == "pubsub:gap" || frame.Data?.Contains("\"gap\"", StringComparison.Ordinal) == true) _gaps.Add(frame.Data!);
            _position = stream.LastEventId ?? _position;
            if (_position is not null) HasPosition.TrySetResult();
        }

        return true;
    }

    private void Take(SseFrame frame, Task<PositionMap> last)
    {
        System.Text.Json.JsonElement envelope = frame.Json;
        string channel = envelope.GetProperty("channel").GetString()!, id = envelope.GetProperty("id").GetString()!;
        _ids[channel].Add(id);
        Events++;
        if (_missing?.Contains(channel) == true && last.Result[channel] == id) _missing.Remove(channel);
    }

    private bool HasAll(Task<PositionMap> last)
    {
        if (!last.IsCompletedSuccessfully) return false;
        _missing ??= [.. _channels.Where(channel => last.Result.TryGetValue(channel, out string? id) && !_ids[channel].Contains(id))];
        return _missing.Count == 0;
    }
}
