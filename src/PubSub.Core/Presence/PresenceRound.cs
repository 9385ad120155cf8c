using System.Runtime.ExceptionServices;
using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>
/// Steps that a node takes for many channels: several at once, and each part of the store apart from the others, so that whatever fails or does not answer keeps
/// nobody else waiting. What failed is told when all have had their turn. Used by one thread.
/// </summary>
internal sealed class PresenceRound(IPresenceStore store, TimeProvider time, CancellationToken cancellationToken)
{
    /// <summary>The most calls that wait for one part of the store.</summary>
    private const int AtOnce = 16;

    private Exception? _failure;

    /// <summary>Takes a step for each item.</summary>
    /// <param name="items">The items.</param>
    /// <param name="channelOf">A channel of the part of the store that the item is about.</param>
    /// <param name="step">The step.</param>
    /// <param name="limit">After this long no further step is begun; that counts as a failure.</param>
    public Task EachAsync<T>(IEnumerable<T> items, Func<T, ChannelName> channelOf, Func<T, CancellationToken, ValueTask> step, TimeSpan limit)
    {
        long started = time.GetTimestamp();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        return Task.WhenAll(items.GroupBy(item => store.PartOf(channelOf(item))).Select(part => Parallel.ForEachAsync(part, options, TryAsync)).ToArray());

        async ValueTask TryAsync(T item, CancellationToken cancel)
        {
            try
            {
                if (time.GetElapsedTime(started) < limit) await step(item, cancel);
                else Note(new TimeoutException("The presence store is too slow for all that is to be done at once; the rest follows."));
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                Note(error);
            }
        }
    }

    /// <summary>Throws the first of what steps threw, if any did.</summary>
    public void ThrowIfAnyFailed()
    {
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    private void Note(Exception error) => Interlocked.CompareExchange(ref _failure, error, null);
}
