using Microsoft.Extensions.Logging;

namespace PubSub.Core.Channels;

/// <summary>An observer of channels, none of whose calls is waited for longer than a limit. Thread-safe.</summary>
/// <param name="observer">The observer.</param>
/// <param name="limit">How long one call is waited for.</param>
/// <param name="time">The clock of that.</param>
/// <param name="logger">The log.</param>
internal sealed class ObservedChannels(IChannelObserver observer, TimeSpan limit, TimeProvider time, ILogger logger)
{
    private int _isLate;

    /// <summary>Tells the observer of a connection that has joined or left. Does not fail.</summary>
    public async ValueTask TellAsync(ChannelMembership membership, bool hasJoined)
    {
        Task told = Task.CompletedTask;
        try
        {
            told = hasJoined ? observer.OnJoinedAsync(membership).AsTask() : observer.OnLeftAsync(membership).AsTask();
            // While it is late nobody waits: a connection with many channels would be held up for each.
            await told.WaitAsync(Volatile.Read(ref _isLate) == 0 ? limit : TimeSpan.Zero, time);
            Volatile.Write(ref _isLate, 0);
        }
        catch (TimeoutException) when (!told.IsCompleted)
        {
            // Once for all calls that are late one after the other: there may be one for each connection.
            if (Interlocked.Exchange(ref _isLate, 1) == 0) ChannelDirectoryLog.ObserverLate(logger, observer.GetType(), limit);
            _ = FinishAsync(told);
        }
        catch (Exception error)
        {
            ChannelDirectoryLog.ObserverFailed(logger, error);
        }
    }

    private async Task FinishAsync(Task late)
    {
        try
        {
            await late;
        }
        catch (Exception error)
        {
            ChannelDirectoryLog.ObserverFailed(logger, error);
        }

        Volatile.Write(ref _isLate, 0);
    }
}
