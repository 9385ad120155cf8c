using System.Diagnostics;
using PubSub.Benchmarks.Compare.Client;
using PubSub.Benchmarks.Compare.Load;

namespace PubSub.Benchmarks.Brokers;

/// <summary>A number of publishers in one process, each of which waits for its publish before it goes on.</summary>
internal sealed class PublishRun(IPublisher publisher, int inFlight, int payloadBytes)
{
    private readonly LatencyHistogram _latencies = new();
    private volatile bool _isMeasuring;
    private volatile bool _isOver;
    private long _published;
    private long _errors;

    public async Task<LoadResult> RunAsync(TimeSpan warmup, TimeSpan length)
    {
        await publisher.StartAsync(payloadBytes);
        Task[] publishers = [.. Enumerable.Range(0, inFlight).Select(i => Task.Run(() => PublishAsync(i)))];
        await Task.Delay(warmup);
        ServerUsage before = ServerUsage.Read(Environment.ProcessId);
        long started = Stopwatch.GetTimestamp();
        _isMeasuring = true;
        await Task.Delay(length);
        _isMeasuring = false;
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        ServerUsage after = ServerUsage.Read(Environment.ProcessId);
        _isOver = true;
        await Task.WhenAll(publishers);

        double user = after.UserSeconds - before.UserSeconds, system = after.SystemSeconds - before.SystemSeconds;
        long published = Interlocked.Read(ref _published), errors = Interlocked.Read(ref _errors);
        return new LoadResult
        {
            Void = errors > 0,
            Reason = errors > 0 ? $"{errors} publishes failed" : null,
            Seconds = seconds,
            Publishes = published,
            PublishesPerSecond = published / seconds,
            PublishErrors = errors,
            PublishLatencyMicros = new LoadLatency(_latencies.Percentile(50), _latencies.Percentile(90), _latencies.Percentile(99), _latencies.Max),
            CpuMicrosPerPublish = published > 0 ? (user + system) * 1e6 / published : null,
            ServerCpuUserSeconds = user,
            ServerCpuSystemSeconds = system,
            ServerRssKiB = new LoadMemory(null, before.ResidentKiB, after.ResidentKiB, null),
        };
    }

    private async Task PublishAsync(int number)
    {
        for (int sequence = 1; !_isOver; sequence++)
        {
            long sent = Stopwatch.GetTimestamp();
            try
            {
                await publisher.PublishAsync(number, sequence);
            }
            catch (Exception)
            {
                Interlocked.Increment(ref _errors);
                continue;
            }

            if (!_isMeasuring) continue;
            Interlocked.Increment(ref _published);
            _latencies.Record((long)Stopwatch.GetElapsedTime(sent).TotalNanoseconds);
        }
    }
}
