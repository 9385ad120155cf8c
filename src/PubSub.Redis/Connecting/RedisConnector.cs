using PubSub.Core.Adapters;
using StackExchange.Redis;

namespace PubSub.Redis.Connecting;

/// <summary>Makes connections to Redis that answer, or says why there are none. Thread-safe.</summary>
/// <param name="address">Where Redis is.</param>
/// <param name="timeout">How long an attempt may last.</param>
/// <param name="time">The clock.</param>
internal sealed class RedisConnector(RedisAddress address, TimeSpan timeout, TimeProvider time)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(25);

    /// <summary>Connects; names are resolved anew.</summary>
    /// <exception cref="BrokerUnavailableException">Redis cannot be used; the message says why and what to do.</exception>
    public async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        ConnectionMultiplexer? multiplexer = null;
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await RedisPreflight.CheckAsync(address, either.Token);
            multiplexer = await MakeAsync(either.Token);
            // Messages reach the sink in the order in which they came, one at a time.
            multiplexer.PreserveAsyncOrder = true;
            await ConfirmAsync(multiplexer, either.Token);
            if (multiplexer.GetEndPoints().All(endPoint => multiplexer.GetServer(endPoint).IsSlave))
                throw new BrokerUnavailableException($"Redis at {address.Display} is a read-only replica. Connect to its primary.");
            return multiplexer;
        }
        catch (Exception e)
        {
            if (multiplexer is not null) await CloseAsync(multiplexer);
            if (e is BrokerUnavailableException || cancellationToken.IsCancellationRequested) throw;
            string reason = limit.IsCancellationRequested ? $"did not answer within {timeout}" : $"could not be connected to ({e.GetType().Name})";
            throw new BrokerUnavailableException($"Redis at {address.Display} {reason}. Check that it runs, is not overloaded, and is open to this host.", e);
        }
    }

    /// <summary>Closes connections without waiting for what a frozen server would answer. Closing blocks, so it is not done on the caller's thread.</summary>
    public static Task CloseAsync(ConnectionMultiplexer multiplexer) => Task.Run(() => multiplexer.Close(allowCommandsToComplete: false));

    private async Task<ConnectionMultiplexer> MakeAsync(CancellationToken cancellationToken)
    {
        Task<ConnectionMultiplexer> making = ConnectionMultiplexer.ConnectAsync(address.Client);
        try
        {
            return await making.WaitAsync(cancellationToken);
        }
        catch
        {
            // One that comes too late would go on connecting for ever.
            _ = CloseLateAsync(making);
            throw;
        }
    }

    private static async Task CloseLateAsync(Task<ConnectionMultiplexer> making)
    {
        await ((Task)making).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (making.IsCompletedSuccessfully) await CloseAsync(making.Result);
    }

    // Both connections answer: the client would report the second one as missing to whoever subscribes first.
    private async Task ConfirmAsync(ConnectionMultiplexer multiplexer, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await multiplexer.GetDatabase().PingAsync().WaitAsync(cancellationToken);
                await multiplexer.GetSubscriber().PingAsync().WaitAsync(cancellationToken);
                return;
            }
            catch (RedisConnectionException)
            {
                await Task.Delay(s_retry, time, cancellationToken);
            }
        }
    }
}
