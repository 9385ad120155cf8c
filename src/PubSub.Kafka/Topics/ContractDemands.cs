using PubSub.Contracts;
using PubSub.Core.Catalog;

namespace PubSub.Kafka.Topics;

/// <summary>What the contracts ask of the topics.</summary>
/// <param name="Promises">How long the channels keep events, those that name an age.</param>
/// <param name="MaxPayloadBytes">The largest payload that the host takes.</param>
internal sealed record ContractDemands(IReadOnlyList<RetentionPromise> Promises, int MaxPayloadBytes)
{
    /// <summary>Nothing.</summary>
    public static ContractDemands None { get; } = new([], 0);

    /// <summary>Those of a host.</summary>
    public static ContractDemands Of(EventCatalog catalog, int maxPayloadBytes) => new([.. catalog.Channels.SelectMany(PromisesOf)], maxPayloadBytes);

    /// <summary>How long a topic must keep events: as long as the channel that asks for most of those that live in it, or may. Null where none asks.</summary>
    public TimeSpan? LongestIn(TopicState topic, TopicMap topics) =>
        Promises.Where(promise => promise.Channel is not { } channel || topics.TopicOf(channel, ChannelHash.Of(channel)) == topic).Max(promise => (TimeSpan?)promise.Age);

    private static IEnumerable<RetentionPromise> PromisesOf(ChannelDefinition channel)
    {
        if (channel.Retention?.Age is not { } age) return [];
        // Where a template's addresses live is not known before they are used.
        if (channel.Template.IsParametric) return [new RetentionPromise(null, age)];
        ChannelName name = ChannelName.Parse(channel.Name);
        if (channel.Partitions == 1) return [new RetentionPromise(name, age)];
        return Enumerable.Range(0, channel.Partitions).Select(i => new RetentionPromise(Carried(name, i), age));
    }

    private static ChannelName Carried(ChannelName name, int partition) => ChannelName.TryParseCarried($"{name.Value}~{partition}", out ChannelName carried) ? carried : name;
}
