using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;

namespace PubSub.Kafka;

/// <summary>Where Kafka is, which topics carry events, and how the adapter bounds what it keeps and waits for.</summary>
public sealed class KafkaOptions
{
    /// <summary>The brokers to begin with: <c>host:port</c>, several joined by commas. Without credentials: those are <see cref="Client"/>'s.</summary>
    [Required]
    public string BootstrapServers { get; set; } = "";

    /// <summary>
    /// The topics of the channels with history. A channel lives in one partition of one of them, which its address decides; all nodes must list the same topics
    /// in the same order. <c>pubsub-events</c> by default.
    /// </summary>
    public IList<string> Topics { get; } = ["pubsub-events"];

    /// <summary>
    /// Chooses one of <see cref="Topics"/> for a channel and all of its partitions, or null to leave it to the addresses. It must answer the same on every node and after every restart.
    /// Unset by default.
    /// </summary>
    public Func<ChannelName, string?>? TopicOf { get; set; }

    /// <summary>The topic of the ephemeral channels, which keeps events for <see cref="LiveRetention"/> only. <c>pubsub-live</c> by default.</summary>
    [Required]
    public string LiveTopic { get; set; } = "pubsub-live";

    /// <summary>The compacted topic in which the nodes agree on each topic's epoch. <c>pubsub-epochs</c> by default.</summary>
    [Required]
    public string EpochTopic { get; set; } = "pubsub-epochs";

    /// <summary>Whether topics that are missing are made, which takes the right to create them. True by default; where false, start-up names what is missing.</summary>
    public bool CreateTopics { get; set; } = true;

    /// <summary>How many partitions a topic is made with. One that exists keeps what it has. 12 by default.</summary>
    [Range(1, 10_000)]
    public int Partitions { get; set; } = 12;

    /// <summary>On how many brokers a topic is kept that is made; -1, the default, leaves it to the broker.</summary>
    [Range(-1, 100)]
    public short ReplicationFactor { get; set; } = -1;

    /// <summary>
    /// How long topics that are made keep events, where no channel in them asks for longer. What a channel keeps is decided when it is read; what is kept beyond that
    /// lets the cursor of a channel that was quiet for that long resume without a gap. 7 days by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan TopicRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long the topic of the ephemeral channels keeps events, if it is made. 10 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan LiveRetention { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long start-up waits for a broker to answer, and for every partition to have a leader. 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a publish may take. A record that the brokers have not taken after four fifths of it is given up, so that it is not published long after its
    /// sender was told that it failed. 5 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a read of history, or a question to a broker, may take. The log is read for seven tenths of it; what was found by then is the answer, and the rest
    /// is read by the next. 5 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The bytes of recent events that a node keeps in memory, shared evenly by the partitions of <see cref="Topics"/>: what lies in them is read again without
    /// asking a broker. 64 MiB by default.
    /// </summary>
    [Range(0L, 1L << 40)]
    public long WindowBytes { get; set; } = 64L << 20;

    /// <summary>The number of recent events that a node keeps in memory, shared evenly by the partitions. 100,000 by default.</summary>
    [Range(0, 100_000_000)]
    public int WindowEvents { get; set; } = 100_000;

    /// <summary>How many partitions' logs are read at once for history that is no longer in memory; each has a consumer and a thread. 2 by default.</summary>
    [Range(1, 64)]
    public int HistoryReaders { get; set; } = 2;

    /// <summary>How often the topics are checked for having been deleted, cut or made anew. 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan CheckPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a publish may wait for others to share a request with. Zero, the default, sends at once; what is published meanwhile goes together in the next.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Linger { get; set; }

    /// <summary>
    /// Further settings of the client library by their librdkafka names, such as <c>security.protocol</c>, <c>sasl.username</c> or <c>ssl.ca.location</c>.
    /// They win over the adapter's own; what its promises rest on (<c>acks</c>, <c>enable.idempotence</c> and the like) is refused, and so is <c>linger.ms</c>, which is
    /// <see cref="Linger"/>. Their values are never logged.
    /// </summary>
    public IDictionary<string, string> Client { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
