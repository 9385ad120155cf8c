using Microsoft.Extensions.Logging;
using PubSub.AspNetCore.Errors;
using PubSub.Core.Adapters;

namespace PubSub.AspNetCore.Health;

/// <summary>
/// Asks whether something answers, and takes no longer than the host allows. At most one question is open at a time: whoever asks meanwhile waits for its answer,
/// so that a frozen server does not gather them. One that has been open for far longer than the limit is given up, so that an answer that was lost does not keep
/// the host unhealthy for ever. Thread-safe.
/// </summary>
/// <param name="subject">What is asked, as in "the broker".</param>
/// <param name="ask">Asks; null where there is nothing to ask.</param>
/// <param name="timeout">How long an answer may take.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class HealthQuestion(
    string subject, Func<CancellationToken, ValueTask<AdapterHealth?>> ask, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    private const int LimitsUntilGivenUp = 30;

    private readonly Lock _lock = new();
    private Task<AdapterHealth?>? _open;
    private long _askedAt;

    /// <summary>The answer, or null where there is nothing to ask. Throws nothing but the caller's own cancellation.</summary>
    public async Task<AdapterHealth?> AskAsync(CancellationToken cancellationToken)
    {
        Task<AdapterHealth?> asked;
        lock (_lock)
        {
            if (_open is null or { IsCompleted: true } || time.GetElapsedTime(_askedAt) > timeout * LimitsUntilGivenUp)
            {
                _askedAt = time.GetTimestamp();
                _open = AskOnceAsync();
            }

            asked = _open;
        }

        try
        {
            // Waiting ends at the limit by itself: what is asked may sit in a client library that knows no cancellation.
            return await asked.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            logger.HealthCheckTimedOut(subject, timeout);
            return Silent();
        }
    }

    private async Task<AdapterHealth?> AskOnceAsync()
    {
        using var limit = new CancellationTokenSource(timeout, time);
        try
        {
            return await ask(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Silent();
        }
        catch (Exception exception)
        {
            logger.HealthCheckFailed(exception, subject);
            return new AdapterHealth(false, Sentence("could not be asked."));
        }
    }

    private AdapterHealth Silent() => new(false, Sentence("did not answer in time."));

    private string Sentence(string end) => $"The {subject} {end}";
}
