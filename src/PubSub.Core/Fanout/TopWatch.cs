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
                if (_stop.IsCancellationRequested) return;
                FanoutLog.TopsUnknown(_logger, e);
            }
        }
    }

    private async Task SweepAsync()
    {
        var ahead = new Dictionary<HubChannel, EventId>();
        Exception? failure = null;
        foreach (HubChannel[] batch in _channels.Where(channel => channel.HasHistory).Chunk(BatchSize))
        {
            var looked = new List<(HubChannel Channel, EventId End)>(batch.Length);
            foreach (HubChannel channel in batch)
            {
                if (channel.TryGetEnd(out EventId end)) looked.Add((channel, end));
            }

            if (looked.Count == 0) continue;
            Look[] looks = await AskAsync(looked);
            if (Array.TrueForAll(looks, look => look.Top is null))
            {
                // The broker is away, and who needs it is told so; the next sweep looks again.
                FanoutLog.TopsUnknown(_logger, looks[0].Failure!);
                return;
            }

            for (int i = 0; i < looks.Length; i++)
            {
                failure ??= looks[i].Failure;
                if (looks[i].Top is { } top) Compare(looked[i].Channel, looked[i].End, top, ahead);
                else KeepWaiting(looked[i].Channel, ahead);
            }
        }

        _ahead = ahead;
        if (failure is not null) FanoutLog.TopsUnknown(_logger, failure);
    }

    // A channel that cannot be asked must not hide what the others have lost: where a batch fails, each of them is asked by itself. At the same time, so that a
    // broker that is away takes no longer for all than for one.
    private async Task<Look[]> AskAsync(List<(HubChannel Channel, EventId End)> looked)
    {
        ChannelName[] names = [.. looked.Select(each => each.Channel.Name)];
        try
        {
            IReadOnlyList<EventId> tops = await _history.GetTopsAsync(names, _stop.Token).AsTask().WaitAsync(_timeout, _time, _stop.Token);
            return [.. tops.Select(top => new Look(top, null))];
        }
        catch (Exception) when (!_stop.IsCancellationRequested)
        {
            return await Task.WhenAll(names.Select(AskOneAsync));
        }
    }

    private async Task<Look> AskOneAsync(ChannelName channel)
    {
        try
        {
            return new Look(await _history.GetTopAsync(channel, _stop.Token).AsTask().WaitAsync(_timeout, _time, _stop.Token), null);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            return new Look(null, e);
        }
    }

    private void KeepWaiting(HubChannel channel, Dictionary<HubChannel, EventId> ahead)
    {
        if (_ahead.TryGetValue(channel, out EventId top)) ahead[channel] = top;
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

    /// <param name="Top">The top, or null where the broker did not say.</param>
    /// <param name="Failure">Why it did not.</param>
    private readonly record struct Look(EventId? Top, Exception? Failure);
}
