using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Core.Fanout;

/// <summary>
/// Compares the tops of all open channels with their windows, for brokers that can lose an event without notice: a lost last event shows in no other way.
/// One sweep at a time for all channels, in batches.
/// </summary>
internal sealed class TopWatch : IAsyncDisposable
{
    private const int BatchSize = 256;

    private readonly IEventHistory _history;
    private readonly IEnumerable<HubChannel> _channels;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PeriodicTimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sweeping;

    // The tops that the last sweep saw ahead of their windows.
    private Dictionary<HubChannel, EventId> _ahead = [];

    /// <param name="history">Knows the tops.</param>
    /// <param name="channels">The open channels, gone over anew by each sweep.</param>
    /// <param name="period">The time between two sweeps.</param>
    /// <param name="timeout">How long the broker may take to answer for a batch.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public TopWatch(IEventHistory history, IEnumerable<HubChannel> channels, TimeSpan period, TimeSpan timeout, TimeProvider time, ILogger logger)
    {
        _history = history;
        _channels = channels;
        _timeout = timeout;
        _time = time;
        _logger = logger;
        _timer = new PeriodicTimer(period, time);
        _sweeping = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _stop.CancelAsync();
        await _sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            try
            {
                await SweepAsync();
            }
            catch (Exception e)
            {
                // A broker that is away is told of by whoever needs it; the next sweep looks again.
                if (_stop.IsCancellationRequested) return;
                FanoutLog.TopsUnknown(_logger, e);
            }
        }
    }

    private async Task SweepAsync()
    {
        var ahead = new Dictionary<HubChannel, EventId>();
        foreach (HubChannel[] batch in _channels.Where(channel => channel.HasHistory).Chunk(BatchSize))
        {
            var looked = new List<(HubChannel Channel, EventId End)>(batch.Length);
            foreach (HubChannel channel in batch)
            {
                if (channel.TryGetEnd(out EventId end)) looked.Add((channel, end));
            }

            if (looked.Count == 0) continue;
            ChannelName[] names = [.. looked.Select(each => each.Channel.Name)];
            IReadOnlyList<EventId> tops = await _history.GetTopsAsync(names, _stop.Token).AsTask().WaitAsync(_timeout, _time, _stop.Token);
            for (int i = 0; i < looked.Count; i++) Compare(looked[i].Channel, looked[i].End, tops[i], ahead);
        }

        _ahead = ahead;
    }

    /// <param name="channel">The channel.</param>
    /// <param name="end">The window's end, from before the top was asked for: the top can lie behind it in another stream only.</param>
    /// <param name="top">The top.</param>
    /// <param name="ahead">Takes note of a top that the next sweep is to look for.</param>
    private void Compare(HubChannel channel, EventId end, EventId top, Dictionary<HubChannel, EventId> ahead)
    {
        if (top == end || !channel.TryGetEnd(out EventId now) || top == now) return;
        if (top.IsAfter(end))
        {
            if (!top.IsAfter(now)) return;
            // It may be under way; what was under way a whole period ago has been lost.
            if (!_ahead.TryGetValue(channel, out EventId before) || !before.IsAfter(now))
            {
                ahead[channel] = top;
                return;
            }
        }

        channel.OnTopDiffers();
    }
}
