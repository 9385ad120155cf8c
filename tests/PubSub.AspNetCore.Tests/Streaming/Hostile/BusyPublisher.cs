namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>Publishes as fast as it can until it is disposed of; an error of it fails the test then.</summary>
internal sealed class BusyPublisher : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private int _published;

    public BusyPublisher(Func<int, Task> publish) => _run = Task.Run(async () =>
    {
        while (!_stop.IsCancellationRequested)
        {
            await publish(_published);
            Interlocked.Increment(ref _published);
            // The machine is shared with the readers.
            await Task.Yield();
        }
    });

    /// <summary>How many events have been published.</summary>
    public int Published => Volatile.Read(ref _published);

    /// <summary>Returns when the last event has been published.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }
}
