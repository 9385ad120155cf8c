using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Live;
using PubSub.Kafka.Topics;

namespace PubSub.Kafka.Epochs;

/// <summary>Has the topics read in their lives: each from where it stands, after everybody was told.</summary>
internal sealed class TopicReading(
    KafkaOptions options, TopicMap topics, EpochBook book, ClaimLog claims, BrokerQueries queries, LiveReader reader, Subscriptions subscriptions, SkippedRecords skipped,
    ILogger logger)
{
    /// <summary>The partitions over which a topic's channels are spread.</summary>
    public IEnumerable<TopicPartition> PartitionsOf(TopicState topic) => Enumerable.Range(0, book.Of(topic.Name)!.Partitions).Select(i => new TopicPartition(topic.Name, i));

    /// <summary>Begins a topic's life anew in the epoch that holds, from where its partitions end.</summary>
    /// <param name="begun">The topics.</param>
    /// <param name="isFirst">True at start-up, when nobody can have missed anything.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task BeginAsync(IReadOnlyList<TopicState> begun, bool isFirst, CancellationToken cancellationToken)
    {
        var lives = new List<(TopicState Topic, TopicEpoch Epoch, LogEnds[] Ends)>(begun.Count);
        foreach (TopicState topic in begun)
        {
            TopicEpoch epoch = book.Of(topic.Name)!;
            lives.Add((topic, epoch, await Task.WhenAll(PartitionsOf(topic).Select(queries.EndsAsync)).WaitAsync(cancellationToken)));
        }

        int shares = Math.Max(1, topics.All.Where(topic => !topic.IsLive).Sum(topic => book.Of(topic.Name)!.Partitions));
        WindowLimits perPartition = WindowLimits.Share(options.WindowEvents, options.WindowBytes, shares);
        await ReassignAsync(
            () => lives.ForEach(life =>
            {
                // Offsets begin anew with a topic that was made anew.
                skipped.Forget(life.Topic.Name);
                life.Topic.Begin(life.Epoch, life.Topic.IsLive ? default : perPartition, life.Ends);
            }),
            () =>
            {
                if (!isFirst) lives.ForEach(life => subscriptions.TellLost(life.Topic));
            }).WaitAsync(cancellationToken);
        foreach ((TopicState topic, TopicEpoch epoch, _) in lives)
        {
            KafkaMetrics.EpochBegun(topic.Name);
            KafkaLog.EpochBegun(logger, topic.Name, epoch.Generation);
        }
    }

    /// <summary>Has everything read again from where it was read to, after a change that is made between two records.</summary>
    public Task ReassignAsync(Action change, Action? then = null) => reader.ReassignAsync(
        () =>
        {
            change();
            return (claims.Log, topics.All.SelectMany(topic => topic.Logs));
        },
        then);
}
