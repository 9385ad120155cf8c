using BenchmarkDotNet.Attributes;
using PubSub.Core.Publishing;

namespace PubSub.Benchmarks.Micro;

/// <summary>A request's bytes to its answer: parse, authorise, validate, claim, act, emit. Without HTTP and without subscribers.</summary>
[MemoryDiagnoser]
public class DispatchBenchmarks
{
    private readonly Engine _engine = new();
    private readonly PublishRequest _ping = Engine.Ping("probe:c0", 250);
    private long _orders;

    /// <summary>A pure broadcast.</summary>
    [Benchmark(Baseline = true)]
    public async Task<object> BroadcastAsync() => await _engine.Pipeline.RunAsync(_ping, CancellationToken.None);

    /// <summary>Validation, idempotency, an action, two events; the request's own bytes are part of what is allocated.</summary>
    [Benchmark]
    public async Task<object> ActionAsync() => await _engine.Pipeline.RunAsync(Engine.Order($"micro-{++_orders}"), CancellationToken.None);
}
