using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using PubSub.Redis.Diagnostics;

namespace PubSub.Redis.Tests.History;

/// <summary>Listens to what the meter of the adapter says was skipped, in this whole process.</summary>
internal sealed class SkippedCount : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly MeterListener _listener = new();

    public SkippedCount()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == RedisMetrics.MeterName && instrument.Name == "pubsub.redis.skipped") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach ((string key, object? source) in tags)
                if (key == "pubsub.redis.source") _counts.AddOrUpdate((string)source!, value, (_, sum) => sum + value);
        });
        _listener.Start();
    }

    /// <param name="source"><c>live</c> or <c>history</c>.</param>
    public long Of(string source) => _counts.GetValueOrDefault(source);

    public void Dispose() => _listener.Dispose();
}
