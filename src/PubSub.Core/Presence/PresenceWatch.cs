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

    private readonly PresenceCalls _calls;
    private readonly IEnumerable<KeyValuePair<ChannelName, PresenceView>> _views;
    private readonly TimeSpan _period;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private ConcurrentDictionary<PresenceView, PresencePosition> _differed = [];

    public PresenceWatch(PresenceCalls calls, IEnumerable<KeyValuePair<ChannelName, PresenceView>> views, TimeSpan period)
    {
        _calls = calls;
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
        using var timer = new PeriodicTimer(_period, _calls.Time);
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
        // What fails is logged with the call.
        await new PresenceRound(_calls.Store, _calls.Time, _stop.Token).EachAsync(
            _views.GroupBy(each => _calls.Store.PartOf(each.Key)).SelectMany(static part => part.Chunk(AskedAtOnce)),
            static batch => batch[0].Key, CompareAsync, _period);
        _differed = differ;

        async ValueTask CompareAsync(KeyValuePair<ChannelName, PresenceView>[] batch, CancellationToken cancel)
        {
            PresencePosition[] seen = [.. batch.Select(each => each.Value.Position)];
            IReadOnlyList<PresencePosition?> stored = await _calls.AskAsync(
                static (store, batch, cancel) => store.GetPositionsAsync([.. batch.Select(each => each.Key)], cancel), batch, cancel);
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
