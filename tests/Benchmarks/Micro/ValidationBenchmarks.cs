using BenchmarkDotNet.Attributes;
using Collab.Events;
using Orders.Events;
using PubSub.Core.Catalog;

namespace PubSub.Benchmarks.Micro;

/// <summary>Payloads against their rules.</summary>
[MemoryDiagnoser]
public class ValidationBenchmarks
{
    private readonly Engine _engine = new();
    private readonly ProbePing _ping = new(1, 1, 123456789, "x");
    private readonly OrderCreated _order = new("A-1", 12.5m);
    private EventDefinition _probe = null!;
    private EventDefinition _created = null!;

    /// <summary>Finds the events.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _probe = _engine.EventOf("probe:ping");
        _created = _engine.EventOf("orders:created");
    }

    /// <summary>One annotation.</summary>
    [Benchmark(Baseline = true)]
    public ValueTask Annotations() => _engine.Validator.ValidateAsync(_probe, _ping, CancellationToken.None);

    /// <summary>Two annotations and a FluentValidation validator.</summary>
    [Benchmark]
    public ValueTask AnnotationsAndValidator() => _engine.Validator.ValidateAsync(_created, _order, CancellationToken.None);
}
