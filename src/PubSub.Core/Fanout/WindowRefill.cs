using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>Fills a channel's window from history.</summary>
internal static class WindowRefill
{
    /// <summary>
    /// Appends what history holds after the window's end, until there is no more. Where the end is no position of the stream any more, the window begins anew at the
    /// stream's top, and its sessions find out for themselves what they missed: their own positions may still be good.
    /// </summary>
    /// <param name="channel">The channel. Nothing else appends to its window meanwhile.</param>
    /// <param name="turns">How many may do this at a time: a broker that is back is not asked for all channels of the node at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many events were found.</returns>
    /// <exception cref="BrokerUnavailableException">The broker failed, or did not answer in time.</exception>
    public static async Task<int> ReadToTopAsync(HubChannel channel, SemaphoreSlim turns, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            for (int found = 0; ;)
            {
                EventId end = channel.Log.EndId;
                HistoryPage page = await channel.ReadAfterAsync(HistoryPosition.After(end), cancellationToken: cancellationToken);
                if (page.Truncated)
                {
                    if (!page.Top.IsAfter(end)) channel.NoteStreamChanged();
                    channel.Log.Reset(page.Top);
                    channel.Pump.Signal();
                    return found;
                }

                foreach (ChannelEvent missed in page.Events) channel.Log.Append(missed.Id, missed.Body);
                found += page.Events.Count;
                channel.Pump.Signal();
                if (page.HasMore)
                {
                    if (StoredPage.PassedBy(page) is { } passed) channel.Log.PassTo(passed);
                    continue;
                }

                channel.Log.PassTo(page.Top);
                return found;
            }
        }
        finally
        {
            turns.Release();
        }
    }
}
