using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Catalog.Manifest;
using PubSub.Core.Partitioning;
using PubSub.Core.Publishing;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Partitioning;

public sealed class ChannelPartitionTests
{
    private static readonly EventCatalog s_catalog = EventCatalog.FromAssemblies(typeof(SplitChannel).Assembly);
    private static readonly ChannelName s_split = ChannelName.Parse("split");

    /// <summary>What is stored lies where these say: they must hold for ever.</summary>
    [Theory]
    [InlineData("", 8, 1)]
    [InlineData("a", 8, 0)]
    [InlineData("customer-17", 8, 0)]
    [InlineData("kürzel", 8, 7)]
    [InlineData("customer-17", 32, 16)]
    [InlineData("customer-17", 3, 2)]
    public void IndexOf_Key_NeverChanges(string key, int partitions, int expected) =>
        ChannelPartition.IndexOf(Encoding.UTF8.GetBytes(key), partitions).ShouldBe(expected);

    [Theory]
    [InlineData("user-{0}")]
    [InlineData("{0:D8}")]
    [InlineData("tenant/{0}00")]
    public void IndexOf_ManyKeys_SpreadsThem(string format)
    {
        int[] counts = new int[8];
        for (int i = 0; i < 8000; i++)
            counts[ChannelPartition.IndexOf(Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, i)), 8)]++;

        counts.ShouldAllBe(count => count > 700 && count < 1300);
    }

    [Fact]
    public void AddressFor_OneKey_IsOneAddressWhateverTheEvent()
    {
        string[] addresses = [.. Enumerable.Range(0, 50).Select(i => ChannelPartition.AddressFor(Event(i, "k\"\\ \u20AC")).Value)];

        addresses.Distinct().ShouldHaveSingleItem().ShouldStartWith("split~");
    }

    [Fact]
    public void AddressFor_SeveralKeys_UsesEveryPartition() =>
        Enumerable.Range(0, 100).Select(i => ChannelPartition.AddressFor(Event(0, $"k{i}")).Value).Distinct().Order()
            .ShouldBe(["split~0", "split~1", "split~2", "split~3"]);

    [Fact]
    public void AddressFor_BodyReadFromItsBytes_IsTheSame()
    {
        foreach (string? key in new[] { null, "", "a", "ü" })
        {
            PendingEvent made = Event(7, key);
            EventBody.TryRead(made.Body.Json.ToArray(), out EventBody? read).ShouldBeTrue();

            ChannelPartition.AddressFor(made with { Body = read }).ShouldBe(ChannelPartition.AddressFor(made));
        }
    }

    [Fact]
    public void AddressFor_NoKey_GoesByTheWholeEvent() =>
        Enumerable.Range(0, 100).Select(i => ChannelPartition.AddressFor(Event(i, null)).Value).Distinct().Count().ShouldBe(4);

    [Fact]
    public void AddressFor_ChannelWithoutPartitions_IsTheChannel()
    {
        s_catalog.TryGetChannel(typeof(ProbeChannel), out ChannelDefinition? probe).ShouldBeTrue();

        ChannelPartition.AddressFor(Event(1, "k") with { Definition = probe }).ShouldBe(s_split);
        ChannelPartition.AddressFor(Event(1, "k") with { Definition = null }).ShouldBe(s_split);
    }

    [Fact]
    public void Read_ChannelWithPartitions_PromisesNoOrderOverAll()
    {
        s_catalog.TryGetChannel(typeof(SplitChannel), out ChannelDefinition? split).ShouldBeTrue();

        split.Partitions.ShouldBe(4);
        split.Ordered.ShouldBeFalse();
    }

    [Fact]
    public void Write_Manifest_NamesPartitionsWhereThereAreSome()
    {
        string manifest = Encoding.UTF8.GetString(ContractManifest.Write(ContractReader.Read([typeof(SplitChannel), typeof(ProbeChannel)])));

        manifest.ShouldContain("""{"name":"split","parameters":[],"history":{"retentionMs":3600000,"limit":null},"ordered":false,"public":true,"description":null,"partitions":4}""");
        manifest.ShouldContain("""{"name":"probe","parameters":[],"history":{"retentionMs":3600000,"limit":null},"ordered":true,"public":true,"description":null}""");
    }

    private static PendingEvent Event(int number, string? key)
    {
        s_catalog.TryGetEvent(typeof(SplitNoted), out EventDefinition? definition).ShouldBeTrue();
        EventBody body = EventBodyBuilder.Build(definition, s_split, new SplitNoted(number), new EventMeta { Version = 1, PartitionKey = key });
        return new PendingEvent(s_split, body, definition.Channel);
    }
}
