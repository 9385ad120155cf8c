using BenchmarkDotNet.Attributes;
using Collab.Events;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.Benchmarks.Micro;

/// <summary>
/// A run over a channel's sessions: what the engine itself costs for each delivery, without a transport. <see cref="Batch"/> events are appended, then every
/// session writes them. Time and bytes are of one delivery; what is allocated is the window's, shared by all sessions.
/// </summary>
[MemoryDiagnoser]
public class PumpBenchmarks
{
    private const int Deliveries = 10_000;

    private readonly Engine _engine = new();
    private CountingSession[] _sessions = [];
    private EventBody _body = null!;
    private long _offset;

    /// <summary>How many events each session finds at a time.</summary>
    [Params(1, 10, 100)]
    public int Batch { get; set; }

    /// <summary>Attaches as many sessions as make up the deliveries.</summary>
    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _sessions = new CountingSession[Deliveries / Batch];
        for (int i = 0; i < _sessions.Length; i++)
        {
            Subscription[] subscriptions = await _engine.Hub.PrepareAsync([_engine.Subscribe("probe:c0")], CancellationToken.None);
            _sessions[i] = new CountingSession(subscriptions);
            // Not added to the hub: this benchmark is the pump.
            _sessions[i].Start(_engine.Hub);
        }

        var payload = new ProbePing(1, 1, 123456789, new string('x', 250));
        _body = EventBodyBuilder.Build(_engine.EventOf("probe:ping"), ChannelName.Parse("probe:c0"), payload, new EventMeta { Version = 1 });
    }

    /// <summary>Appends a batch and has every session write it.</summary>
    [Benchmark(OperationsPerInvoke = Deliveries)]
    public void Deliver()
    {
        ChannelLog log = _sessions[0].Subscriptions[0].Channel.Log;
        for (int i = 0; i < Batch; i++) log.Append(new EventId(1_800_000_000_000, 1, ++_offset), _body);
        foreach (CountingSession session in _sessions) session.Poke();
    }
}
