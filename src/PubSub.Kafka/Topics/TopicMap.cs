using PubSub.Contracts;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.Topics;

/// <summary>The topics, and which of them a channel lives in. Thread-safe.</summary>
internal sealed class TopicMap
{
    private readonly Func<ChannelName, string?>? _topicOf;
    private readonly TopicState[] _events;

    public TopicMap(KafkaOptions options)
    {
        _topicOf = options.TopicOf;
        _events = [.. options.Topics.Select(name => new TopicState(name, isLive: false))];
        Live = new TopicState(options.LiveTopic, isLive: true);
        All = [.. _events, Live];
    }

    /// <summary>The topic of the ephemeral channels.</summary>
    public TopicState Live { get; }

    /// <summary>The topics of the channels with history, and the one of the ephemeral channels.</summary>
    public IReadOnlyList<TopicState> All { get; }

    /// <summary>The topic of a channel with history.</summary>
    /// <exception cref="InvalidOperationException"><see cref="KafkaOptions.TopicOf"/> chose a topic that is not listed.</exception>
    public TopicState TopicOf(ChannelName channel, ulong hash)
    {
        if (_topicOf?.Invoke(channel.Whole) is not { } chosen) return _events[ChannelHash.Topic(hash, _events.Length)];
        return Array.Find(_events, topic => topic.Name == chosen)
            ?? throw new InvalidOperationException($"{nameof(KafkaOptions)}.{nameof(KafkaOptions.TopicOf)} chose the topic '{chosen}', which {nameof(KafkaOptions.Topics)} does not list.");
    }

    /// <summary>Where a channel's events are, kept or ephemeral.</summary>
    public PartitionLog LogOf(ChannelName channel, bool isLive)
    {
        ulong hash = ChannelHash.Of(channel);
        return (isLive ? Live : TopicOf(channel, hash)).LogOf(hash);
    }

    public TopicState? Find(string name) => All.FirstOrDefault(topic => topic.Name == name);
}
