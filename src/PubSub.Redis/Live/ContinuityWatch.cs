using Microsoft.Extensions.Logging;
using PubSub.Redis.Connecting;
using PubSub.Redis.Diagnostics;
using StackExchange.Redis;

namespace PubSub.Redis.Live;

/// <summary>
/// Tells that messages may have been lost, once the subscriptions are there again: what is sent after that is delivered, and whoever is told has to look up what
/// came before. One attempt at a time; what happens meanwhile makes another.
/// </summary>
internal sealed class ContinuityWatch : IDisposable
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(2);

    private readonly RedisConnection _connection;
    private readonly LiveFeed _feed;
    private readonly Action _onLost;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private int _disturbances;

    public ContinuityWatch(RedisConnection connection, LiveFeed feed, Action onLost, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _feed = feed;
        _onLost = onLost;
        _time = time;
        _logger = logger;
        connection.SubscriptionsDisturbed += OnDisturbed;
    }

    public void Dispose()
    {
        _connection.SubscriptionsDisturbed -= OnDisturbed;
        _stop.Cancel();
    }

    private void OnDisturbed()
    {
        RedisMetrics.Disturbed();
        if (Interlocked.Increment(ref _disturbances) == 1) _ = Task.Run(TellAsync);
    }

    private async Task TellAsync()
    {
        int told;
        do
        {
            told = Volatile.Read(ref _disturbances);
            if (!await TryConfirmAsync()) return;
            RedisLog.ContinuityLost(_logger);
            _onLost();
        }
        while (Interlocked.Add(ref _disturbances, -told) > 0);
    }

    // Where a connection came back, the client has sent its subscriptions anew before anything else, and Redis answers in order: one answer is enough. Where
    // there are several servers, or other connections, each subscription is answered by itself.
    private async Task<bool> TryConfirmAsync()
    {
        TimeSpan retry = s_firstRetry;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _connection.CallAsync(static (redis, _) => redis.Subscriber.PingAsync(CommandFlags.DemandMaster), 0, _stop.Token, ConnectionType.Subscription);
                await _feed.RestoreAsync(_stop.Token);
                return true;
            }
            catch (Exception e)
            {
                if (_stop.IsCancellationRequested) return false;
                RedisLog.SubscriptionsUnconfirmed(_logger, e, retry);
            }

            await Task.Delay(retry, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
        }

        return false;
    }
}
