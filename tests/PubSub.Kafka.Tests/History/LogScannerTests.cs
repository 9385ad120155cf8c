using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Contracts;
using PubSub.Kafka.Client;
using PubSub.Kafka.History;

namespace PubSub.Kafka.Tests.History;

/// <summary>Who joins a pass that is under way.</summary>
public sealed class LogScannerTests : IDisposable
{
    private static readonly TopicPartition s_partition = new("t", 0);

    // Nobody reads: the looks wait.
    private readonly LogScanner _scanner = new(new ClientSettings(new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, NullLogger.Instance), readers: 0, NullLogger.Instance);

    public void Dispose() => _scanner.Dispose();

    [Fact]
    public void Take_LooksOnEitherSide_GivesThoseWithin()
    {
        ChannelScan passedBy = Wait(from: 2, until: 20), within = Wait(from: 5, until: 10), further = Wait(from: 6, until: 11);

        _scanner.Take(s_partition, from: 5, until: 10, out bool areLeft).ShouldBe([within]);
        areLeft.ShouldBeTrue();
        _scanner.Take(s_partition, long.MinValue, long.MaxValue, out areLeft).ShouldBe([passedBy, further]);
        areLeft.ShouldBeFalse();
    }

    [Fact]
    public void End_LookThatGoesFurtherJoins_IsItsEnd()
    {
        var stretch = new ScanStretch([Wait(from: 0, until: 4)]);
        stretch.End.ShouldBe(4);
        stretch.Add(Wait(from: 1, until: 9));

        stretch.End.ShouldBe(9);
    }

    private ChannelScan Wait(long from, long until)
    {
        var scan = new ChannelScan(ChannelName.Parse("orders"), Stretch.At(from, from, isTruncated: false), until, new RecordCounter(gone: -1), CancellationToken.None);
        _ = _scanner.ScanAsync(s_partition, scan);
        return scan;
    }
}
