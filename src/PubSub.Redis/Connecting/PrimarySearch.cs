using Microsoft.Extensions.Logging;
using PubSub.Redis.Diagnostics;
using StackExchange.Redis;

namespace PubSub.Redis.Connecting;

/// <summary>
/// Connects anew where the server has become a replica and stayed up: it keeps its connections, and a name that follows the primary is resolved when
/// connecting only. And where nothing is answered any more. What is there stays in use until something better is found. One search at a time. Thread-safe.
/// </summary>
/// <param name="connector">Makes connections.</param>
/// <param name="keys">Names the key that is written to.</param>
/// <param name="current">The connections in use.</param>
/// <param name="adopt">Puts others in their place.</param>
/// <param name="timeout">How long a server may take to answer.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class PrimarySearch(
    RedisConnector connector, RedisKeys keys, Func<ConnectionMultiplexer?> current, Func<ConnectionMultiplexer, Task> adopt, TimeSpan timeout, TimeProvider time, ILogger logger)
    : IDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private int _isRunning;

    /// <summary>Begins a search, unless one is running or has just ended.</summary>
    public void Begin()
    {
        if (_stop.IsCancellationRequested || Interlocked.CompareExchange(ref _isRunning, 1, 0) != 0) return;
        _ = Task.Run(RunAsync);
    }

    public void Dispose() => _stop.Cancel();

    private async Task RunAsync()
    {
        RedisLog.PrimarySought(logger);
        TimeSpan pause = s_firstPause;
        while (!_stop.IsCancellationRequested)
        {
            if (await TryFindAsync(pause)) break;
            await PauseAsync(pause);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }

        // Servers that disagree about their roles do not make this a busy loop.
        await PauseAsync(s_firstPause);
        Volatile.Write(ref _isRunning, 0);
    }

    private async Task<bool> TryFindAsync(TimeSpan pause)
    {
        try
        {
            if (await IsRecoveredAsync()) return true;
            ConnectionMultiplexer other = await connector.ConnectAsync(_stop.Token);
            bool isAdopted = false;
            try
            {
                if (!await TakesWritesAsync(other)) return false;
                // A server that stood still answers on both: a change would cost what is under way, and disturb the subscriptions.
                if (await IsRecoveredAsync()) return true;
                isAdopted = true;
            }
            finally
            {
                if (!isAdopted) await RedisConnector.CloseAsync(other);
            }

            await adopt(other);
            RedisLog.PrimaryFound(logger);
            return true;
        }
        catch (Exception e)
        {
            if (!_stop.IsCancellationRequested) RedisLog.PrimaryNotFound(logger, e, pause);
            return false;
        }
    }

    // It may have become the primary again, the client may have found the other one, or the server may only have stood still.
    private async Task<bool> IsRecoveredAsync()
    {
        if (current() is not { } same || !await TakesWritesAsync(same)) return false;
        RedisLog.PrimaryRecovered(logger);
        return true;
    }

    // What else a primary refuses is no reason to look for another.
    private async Task<bool> TakesWritesAsync(ConnectionMultiplexer multiplexer)
    {
        try
        {
            await WriteProbe.RunAsync(multiplexer.GetDatabase(), keys).WaitAsync(timeout, time, _stop.Token);
            return true;
        }
        catch (RedisServerException e)
        {
            return !RedisRefusal.IsOfReplica(e.Message);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task PauseAsync(TimeSpan pause) => await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
