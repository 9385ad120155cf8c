using System.Collections.Concurrent;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Topics;

namespace PubSub.Kafka.Live;

/// <summary>The channels that this node listens to, and the handing over of their events. Events are handed over by the live reader's thread only.</summary>
internal sealed class Subscriptions(IEventSink sink, TopicMap topics, SkippedRecords skipped)
{
    private readonly ConcurrentDictionary<ChannelName, byte> _channels = new();

    public bool Contains(ChannelName channel) => _channels.ContainsKey(channel);

    public void Add(ChannelName channel) => _channels[channel] = 0;

    public void Remove(ChannelName channel) => _channels.TryRemove(channel, out _);

    public void Deliver(PartitionLog log, LogRecord record)
    {
        if (record.Channel is not { } channel || !_channels.ContainsKey(channel)) return;
        if (record.ReadBody() is { } body) sink.OnEvent(channel, new ChannelEvent(record.Point.IdIn(log.Epoch.EpochOf(channel)), body));
        else skipped.Note(log.Partition, record.Point, "its value is no event");
    }

    /// <summary>Tells of every channel of a topic that events may have been lost.</summary>
    public void TellLost(TopicState topic)
    {
        foreach (ChannelName channel in _channels.Keys)
        {
            // Which channels are ephemeral is not known here: those that are not are read from history, and have lost nothing.
            if (topic.IsLive || topics.TopicOf(channel, ChannelHash.Of(channel)) == topic) sink.OnContinuityLost(channel);
        }
    }
}
