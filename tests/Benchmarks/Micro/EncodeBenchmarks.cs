using BenchmarkDotNet.Attributes;
using Collab.Events;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.Benchmarks.Micro;

/// <summary>An event's record to the bytes that cross a broker, and these to the frame that all subscribers share.</summary>
[MemoryDiagnoser]
public class EncodeBenchmarks
{
    private readonly Engine _engine = new();
    private readonly ChannelName _channel = ChannelName.Parse("probe:c0");
    private readonly EventId _id = new(1_800_000_000_000, 1, 1);
    private EventDefinition _definition = null!;
    private ProbePing _payload = null!;
    private EventBody _body = null!;
    private byte[] _frame = null!;

    /// <summary>The characters that the payload is padded with.</summary>
    [Params(100, 300, 8192)]
    public int Padding { get; set; }

    /// <summary>Makes what is encoded.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _definition = _engine.EventOf("probe:ping");
        _payload = new ProbePing(1, 1, 123456789, new string('x', Padding));
        _body = (EventBody)Body();
        _frame = new byte[EncodedEvent.Length(_body)];
    }

    /// <summary>The record to the event's body.</summary>
    [Benchmark]
    public object Body() => EventBodyBuilder.Build(_definition, _channel, _payload, new EventMeta { Version = 1, Source = "micro", RequestId = "r" });

    /// <summary>The body to the frame of an event stream.</summary>
    [Benchmark]
    public void Frame() => EncodedEvent.Write(_frame, _id, _body);
}
