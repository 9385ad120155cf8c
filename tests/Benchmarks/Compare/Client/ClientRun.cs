using System.Diagnostics;
using System.Net;
using System.Net.Security;
using PubSub.Benchmarks.Compare.Load;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Client;

/// <summary>A load over TLS or HTTP/2, which the generator in C does not speak; far fewer deliveries than that one's, and compared only with itself.</summary>
internal sealed class ClientRun(ClientOptions options)
{
    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_drainLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(5);
    private readonly LatencyHistogram _delivered = new();
    private readonly LatencyHistogram _answered = new();
    private StreamSubscriber[] _subscribers = [];
    private StreamPublisher[] _publishers = [];
    private volatile bool _measuring;

    public async Task<LoadResult> RunAsync()
    {
        Version version = options.Transport == ClientTransport.TlsHttp2 ? HttpVersion.Version20 : HttpVersion.Version11;
        using var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            // The certificate is the run's own, and signs itself.
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        };
        string scheme = options.Transport == ClientTransport.Http1 ? "http" : "https";
        using var client = new HttpClient(handler) { BaseAddress = new Uri($"{scheme}://127.0.0.1:{options.Port}"), Timeout = Timeout.InfiniteTimeSpan };

        using var ended = new CancellationTokenSource();
        using var stopPublishing = new CancellationTokenSource();
        _subscribers = [.. Enumerable.Range(0, options.Subscribers).Select(i => new StreamSubscriber(client, options, i, OnReceived))];
        _publishers = [.. Enumerable.Range(0, options.Publishers).Select(i => new StreamPublisher(client, options, i, _answered))];

        ServerUsage unconnected = ServerUsage.Read(options.ServerProcessId);
        long connecting = Stopwatch.GetTimestamp();
        Task[] streams = [.. _subscribers.Select(subscriber => subscriber.RunAsync(version, ended.Token))];
        await Task.WhenAll(_subscribers.Select(subscriber => subscriber.Ready)).WaitAsync(s_connectLimit);
        double connectSeconds = Stopwatch.GetElapsedTime(connecting).TotalSeconds;

        if (options.Idle > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(options.Idle));
            return await IdleReportAsync(streams, unconnected, connectSeconds, ended);
        }

        Task[] publishing = [.. _publishers.Select(publisher => publisher.RunAsync(version, stopPublishing.Token))];
        await Task.Delay(TimeSpan.FromSeconds(options.Warmup));
        Snapshot before = Take();
        _measuring = true;
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds));
        await stopPublishing.CancelAsync();
        await Task.WhenAll(publishing);
        bool isComplete = await DrainAsync();
        Snapshot after = Take();
        _measuring = false;

        bool hasEnded = streams.Any(stream => stream.IsCompleted);
        await ended.CancelAsync();
        await Task.WhenAll(streams).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Report(before, after, connectSeconds, isComplete && !hasEnded);
    }

    private async Task<LoadResult> IdleReportAsync(Task[] streams, ServerUsage before, double connectSeconds, CancellationTokenSource ended)
    {
        bool hasEnded = streams.Any(stream => stream.IsCompleted);
        double resident = ServerUsage.Read(options.ServerProcessId).ResidentKiB;
        await ended.CancelAsync();
        await Task.WhenAll(streams).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new LoadResult
        {
            Void = hasEnded,
            Reason = hasEnded ? "a stream was ended" : null,
            Seconds = options.Idle,
            ServerRssKiB = new LoadMemory(before.ResidentKiB, resident, resident, resident),
            RssKiBPerConnection = (resident - before.ResidentKiB) / options.Subscribers,
            ConnectSeconds = connectSeconds,
            ConnectsPerSecond = options.Subscribers / connectSeconds,
        };
    }

    private void OnReceived(long sent)
    {
        if (_measuring) _delivered.Record(Stopwatch.GetTimestamp() - sent);
    }

    private Snapshot Take() => new(
        Stopwatch.GetTimestamp(),
        _subscribers.Sum(subscriber => subscriber.Check.Received),
        _publishers.Sum(publisher => publisher.Published),
        ServerUsage.Read(options.ServerProcessId));

    private async Task<bool> DrainAsync()
    {
        long started = Stopwatch.GetTimestamp();
        while (!_subscribers.All(HasAll))
        {
            if (Stopwatch.GetElapsedTime(started) > s_drainLimit) return false;
            await Task.Delay(s_pollInterval);
        }

        return true;
    }

    private bool HasAll(StreamSubscriber subscriber)
    {
        for (int i = 0; i < _publishers.Length; i++)
            if (subscriber.Check.LastOf(i) < _publishers[i].LastOn(subscriber.Channel)) return false;
        return true;
    }

    private LoadResult Report(Snapshot before, Snapshot after, double connectSeconds, bool isComplete)
    {
        long deliveries = after.Received - before.Received, publishes = after.Published - before.Published;
        long wrong = _subscribers.Sum(subscriber => subscriber.Check.Wrong), errors = _publishers.Sum(publisher => publisher.Errors);
        double seconds = Stopwatch.GetElapsedTime(before.Time, after.Time).TotalSeconds;
        double user = after.Usage.UserSeconds - before.Usage.UserSeconds, system = after.Usage.SystemSeconds - before.Usage.SystemSeconds;
        string? reason = wrong > 0 ? $"{wrong} deliveries were lost, repeated or out of order"
            : errors > 0 ? $"{errors} publishes were refused"
            : !isComplete ? "not everything arrived, or a stream was ended"
            : null;
        return new LoadResult
        {
            Void = reason is not null,
            Reason = reason,
            Deliveries = deliveries,
            Seconds = seconds,
            DeliveriesPerSecond = deliveries / seconds,
            Publishes = publishes,
            PublishesPerSecond = publishes / seconds,
            PublishErrors = errors,
            LatencyMicros = new LoadLatency(_delivered.Percentile(50), _delivered.Percentile(90), _delivered.Percentile(99), _delivered.Max),
            PublishLatencyMicros = new LoadLatency(_answered.Percentile(50), _answered.Percentile(90), _answered.Percentile(99), _answered.Max),
            CpuMicrosPerDelivery = deliveries > 0 ? (user + system) * 1e6 / deliveries : null,
            CpuMicrosPerPublish = publishes > 0 ? (user + system) * 1e6 / publishes : null,
            ServerCpuUserSeconds = user,
            ServerCpuSystemSeconds = system,
            ServerRssKiB = new LoadMemory(null, before.Usage.ResidentKiB, after.Usage.ResidentKiB, null),
            ConnectSeconds = connectSeconds,
            ConnectsPerSecond = options.Subscribers / connectSeconds,
        };
    }

    /// <summary>All counters at one moment.</summary>
    private sealed record Snapshot(long Time, long Received, long Published, ServerUsage Usage);
}
