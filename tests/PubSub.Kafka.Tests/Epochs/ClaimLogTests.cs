using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Epochs;
using PubSub.Kafka.Publishing;
using PubSub.Kafka.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Epochs;

public class ClaimLogTests
{
    [Fact]
    public async Task CatchUp_TopicIsShorterThanItSaid_GivesUp()
    {
        var clock = new ManualTimeProvider();
        var consumer = Fake.Of<IConsumer<ChannelName?, byte[]>>(
            (member, _) => member == nameof(IConsumer<byte[], byte[]>.QueryWatermarkOffsets) ? new WatermarkOffsets(0, 4) : null);
        using var queries = new BrokerQueries(consumer, Fake.Of<IAdminClient>((_, _) => null), TimeSpan.FromSeconds(5));
        using var producer = new RecordProducer(() => Fake.Of<IProducer<byte[], byte[]>>((member, _) => member == nameof(IProducer<byte[], byte[]>.Flush) ? 0 : null), TimeSpan.FromSeconds(5), NullLogger.Instance);
        var troubles = new ReadTroubles(clock, NullLogger.Instance);
        var claims = new ClaimLog("epochs", new EpochBook(), producer, queries, troubles, TimeSpan.FromSeconds(5), clock, NullLogger.Instance);
        Task catchingUp = claims.CatchUpAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => clock.ActiveTimers > 0);
        clock.Advance(TimeSpan.FromMinutes(1));

        await Should.ThrowAsync<BrokerUnavailableException>(() => catchingUp.WaitAsync(Eventually.Limit));
    }
}
