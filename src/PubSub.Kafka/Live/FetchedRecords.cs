using Confluent.Kafka;
using PubSub.Contracts;

namespace PubSub.Kafka.Live;

/// <summary>What a consumer has fetched and nobody has taken yet.</summary>
internal static class FetchedRecords
{
    // More than a consumer's memory holds; only to be sure of an end.
    private const int Most = 10_000_000;

    /// <summary>
    /// Ends an assignment and throws away what was fetched for it. Of the same partition it would be taken for a part of what is assigned next: a record, or an
    /// end of the log, of another place or of a topic that is no more.
    /// </summary>
    public static void UnassignAndDrop(this IConsumer<ChannelName?, byte[]> consumer)
    {
        consumer.Unassign();
        for (int i = 0; i < Most; i++)
        {
            try
            {
                if (consumer.Consume(TimeSpan.Zero) is null) return;
            }
            catch (KafkaException)
            {
                // As old as the records.
            }
        }
    }
}
