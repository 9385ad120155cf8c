using BenchmarkDotNet.Attributes;
using Collab.Events;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.Benchmarks.Micro;

/// <summary>An event to a channel's window, which is full: the oldest go as new ones come.</summary>
[MemoryDiagnoser]
public class AppendBenchmarks
{
    private readonly Engine _engine = new();
    private readonly ChannelLog _log = new(new FanoutOptions(), new NodeBudget(long.MaxValue), isOrdered: true);
    private EventBody _body = null!;
    private long _offset;

    /// <summary>The characters that the payload is padded with.</summary>
    [Params(100, 300, 8192)]
    public int Padding { get; set; }

    /// <summary>Makes what is appended.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var payload = new ProbePing(1, 1, 123456789, new string('x', Padding));
        _body = EventBodyBuilder.Build(_engine.EventOf("probe:ping"), ChannelName.Parse("probe:c0"), payload, new EventMeta { Version = 1 });
    }

    /// <summary>One event.</summary>
    [Benchmark]
    public void Append() => _log.Append(new EventId(1_800_000_000_000, 1, ++_offset), _body);
}
