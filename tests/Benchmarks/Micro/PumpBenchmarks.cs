using BenchmarkDotNet.Attributes;
using Collab.Events;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.Benchmarks.Micro;

/// <summary>
/// A run over a channel's sessions: what the engine itself costs for each delivery, without a transport. <see cref="Batch"/> events are appended, then the
/// channel's pump has every session write them, on as many threads as it takes. Time and bytes are of one delivery, with its part of the appends; what is
/// allocated is the window's, shared by all sessions. Without a flush tick, whose waiting is no work.
/// </summary>
[MemoryDiagnoser]
public class PumpBenchmarks
{
    private const int Deliveries = 10_000;

    private readonly Engine _engine = new(options => options.Fanout.FlushTick = TimeSpan.Zero);
    private CountingSession[] _sessions = [];
    private HubChannel _channel = null!;
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
            _engine.Hub.Add(_sessions[i]);
        }

        _channel = _sessions[0].Subscriptions[0].Channel;
        var payload = new ProbePing(1, 1, 123456789, new string('x', 250));
        _body = EventBodyBuilder.Build(_engine.EventOf("probe:ping"), ChannelName.Parse("probe:c0"), payload, new EventMeta { Version = 1 });
    }

    /// <summary>Appends a batch and waits until every session has written it.</summary>
    [Benchmark(OperationsPerInvoke = Deliveries)]
    public void Deliver()
    {
        for (int i = 0; i < Batch; i++) _channel.Log.Append(new EventId(1_800_000_000_000, 1, ++_offset), _body);
        _channel.Pump.Signal();
        // Gives its core to the pump's threads, and is not woken late.
        while (_channel.Pump.IsBusy) Thread.Yield();
    }

    /// <summary>Fails where a session was left out, or was given an event twice: the figures would then be of something else.</summary>
    /// <exception cref="InvalidOperationException">One was.</exception>
    [GlobalCleanup]
    public void Check()
    {
        long bytes = _offset * EncodedEvent.Length(_body);
        foreach (CountingSession session in _sessions)
            if (session.Bytes != bytes) throw new InvalidOperationException($"A session has {session.Bytes} bytes of {bytes}.");
    }
}
