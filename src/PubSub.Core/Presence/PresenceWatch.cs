using System.Collections.Concurrent;
using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>
/// Compares the positions of a node's views with the store's every few seconds: a lost change that no other follows shows in no other way. A view that differs in two
/// looks and has not moved between them is read anew.
/// </summary>
internal sealed class PresenceWatch : IAsyncDisposable
{
    private const int AskedAtOnce = 256;

    private readonly PresenceContext _context;
    private readonly IEnumerable<KeyValuePair<ChannelName, PresenceView>> _views;
    private readonly TimeSpan _period;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private ConcurrentDictionary<PresenceView, PresencePosition> _differed = [];

    public PresenceWatch(PresenceContext context, IEnumerable<KeyValuePair<ChannelName, PresenceView>> views, TimeSpan period)
    {
        _context = context;
        _views = views;
        _period = period;
        _run = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_period, _context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) await LookAsync();
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task LookAsync()
    {
        var differ = new ConcurrentDictionary<PresenceView, PresencePosition>();
        try
        {
            var round = new PresenceRound(_context.Store, _context.Time, _stop.Token);
            await round.EachAsync(
                _views.GroupBy(each => _context.Store.PartOf(each.Key)).SelectMany(static part => part.Chunk(AskedAtOnce)),
                static batch => batch[0].Key, CompareAsync, _period);
            round.ThrowIfAnyFailed();
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            PresenceLog.CallFailed(_context.Logger, error);
        }

        _differed = differ;

        async ValueTask CompareAsync(KeyValuePair<ChannelName, PresenceView>[] batch, CancellationToken cancel)
        {
            PresencePosition[] seen = [.. batch.Select(each => each.Value.Position)];
            IReadOnlyList<PresencePosition?> stored = await _context.Store.GetPositionsAsync([.. batch.Select(each => each.Key)], cancel)
                .AsTask().WaitAsync(_context.Timeout, _context.Time, cancel);
            for (int i = 0; i < batch.Length; i++)
            {
                PresenceView view = batch[i].Value;
                if (stored[i] is not { } there || there == seen[i]) continue;
                if (_differed.TryGetValue(view, out PresencePosition before) && before == seen[i]) view.Ask();
                else differ[view] = seen[i];
            }
        }
    }
}
