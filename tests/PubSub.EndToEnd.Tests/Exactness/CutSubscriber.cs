using PubSub.TestSupport;

namespace PubSub.EndToEnd.Tests.Exactness;

/// <summary>
/// A subscriber that is cut at random and comes back as a browser does, with the last id that a whole frame carried. It keeps every event id that its
/// streams carried, in order, repeats included, and every sign of a hole.
/// </summary>
internal sealed class CutSubscriber(Uri server, string query, Random random)
{
    private readonly List<string> _ids = [];
    private readonly List<string> _gaps = [];
    private string? _position;

    /// <summary>Completes when the subscriber has a position, from which on it must see everything.</summary>
    public TaskCompletionSource HasPosition { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Ids => _ids;

    public IReadOnlyList<string> Gaps => _gaps;

    public int Cuts { get; private set; }

    public int CutsBeforeFirstEvent { get; private set; }

    /// <summary>Reads until an event of this id has come.</summary>
    public async Task RunAsync(Task<string> last, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await using SseStream stream = await SseStream.OpenAsync(server, query, _position);
            // Often at once, sometimes late, and always in the middle of something.
            int framesLeft = _position is null || random.Next(4) == 0 ? 1 : random.Next(1, 1200);
            while (framesLeft > 0)
            {
                SseFrame? frame = await stream.NextAsync(cancellationToken);
                if (frame is null) throw new InvalidOperationException("The server ended the stream.");
                // A block without an id, such as the first one with its retry time, is no position to come back with.
                if (frame.Id is not null) framesLeft--;
                if (frame.IsEvent) _ids.Add(frame.Json.GetProperty("id").GetString()!);
                else if (frame.Event == "pubsub:gap" || frame.Data?.Contains("\"gap\"", StringComparison.Ordinal) == true) _gaps.Add(frame.Data!);
                _position = stream.LastEventId ?? _position;
                if (_position is not null) HasPosition.TrySetResult();
                if (last.IsCompletedSuccessfully && _ids.Count > 0 && _ids[^1] == await last) return;
            }

            Cuts++;
            if (_ids.Count == 0) CutsBeforeFirstEvent++;
        }
    }
}
