using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests;

public class DeliveryTests : KafkaTest
{
    [SkippableFact]
    public async Task Publish_FromTwoNodes_BothSeeTheSameIdsInTheSameOrder()
    {
        KafkaNode one = await StartNodeAsync(), two = await StartNodeAsync();
        await Task.WhenAll(one.SubscribeAsync(Orders), two.SubscribeAsync(Orders));
        EventId[][] published = await Task.WhenAll(one.PublishAsync(Orders, 100), two.PublishAsync(Orders, 100));

        EventId[] seen = await one.Sink.ReceivesAsync(Orders, 200);
        (await two.Sink.ReceivesAsync(Orders, 200)).ShouldBe(seen);
        seen.Order().ShouldBe(published.SelectMany(ids => ids).Order());
        for (int i = 1; i < seen.Length; i++) seen[i].IsAfter(seen[i - 1]).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task GetTop_OfAnotherNode_IsThePublishedId()
    {
        KafkaNode one = await StartNodeAsync(), two = await StartNodeAsync();
        for (int i = 0; i < 20; i++)
        {
            EventId id = await one.PublishAsync(Orders);
            (await two.TopAsync(Orders)).ShouldBe(id);
        }
    }

    [SkippableFact]
    public async Task GetDelivered_OtherChannelIsBusy_MovesAlongAndCanBeResumedFrom()
    {
        KafkaNode node = await StartNodeAsync();
        await node.SubscribeAsync(Orders);
        EventId first = await node.PublishAsync(Orders);
        EventId[] others = await node.PublishAsync(Chat, 5);
        await Eventually.HoldsAsync(() => node.Adapter.GetDelivered(Orders) is { } passed && passed.Offset == others[^1].Offset);
        EventId delivered = node.Adapter.GetDelivered(Orders)!.Value;
        EventId next = await node.PublishAsync(Orders);

        delivered.IsAfter(first).ShouldBeTrue();
        HistoryPage page = await node.ReadAsync(Orders, delivered);
        page.Truncated.ShouldBeFalse();
        page.Events.ShouldHaveSingleItem().Id.ShouldBe(next);
        node.Adapter.GetDelivered(Chat).ShouldBeNull("nobody listens");
    }

    [SkippableFact]
    public async Task Read_PositionThatThisNodeHasNotReadYet_IsComplete()
    {
        KafkaNode one = await StartNodeAsync(), two = await StartNodeAsync();
        await two.SubscribeAsync(Orders);
        for (int i = 0; i < 20; i++)
        {
            HistoryPage page = await two.ReadAsync(Orders, await one.PublishAsync(Orders));
            page.Truncated.ShouldBeFalse();
        }
    }

    [SkippableFact]
    public async Task Publish_PartitionsOfAChannel_ArriveAndAreReadAgain()
    {
        ChannelName[] partitions = [.. Enumerable.Range(0, 4).Select(i => ChannelName.TryParseCarried($"orders~{i}", out ChannelName name) ? name : throw new FormatException())];
        var asked = new System.Collections.Concurrent.ConcurrentQueue<ChannelName>();
        KafkaNode one = await StartNodeAsync(Watched), two = await StartNodeAsync(Watched);
        EventId[] begin = await Task.WhenAll(partitions.Select(one.TopAsync));
        foreach (ChannelName partition in partitions) await two.SubscribeAsync(partition);

        for (int i = 0; i < partitions.Length; i++)
        {
            EventId[] ids = await one.PublishAsync(partitions[i], 3);
            (await two.Sink.ReceivesAsync(partitions[i], 3)).ShouldBe(ids);
            (await two.ReadAsync(partitions[i], begin[i])).Events.Select(e => e.Id).ShouldBe(ids);
        }

        // The host chooses for the channel.
        asked.Distinct().ShouldBe([Orders]);

        void Watched(KafkaOptions options) => options.TopicOf = channel =>
        {
            asked.Enqueue(channel);
            return null;
        };
    }

    [SkippableFact]
    public async Task Publish_Channels_AreSpreadOverPartitionsAndTopics()
    {
        KafkaNode node = await StartNodeAsync(o =>
        {
            o.Partitions = 4;
            o.Topics.Add($"{o.Topics[0]}-2");
        });
        ChannelName[] channels = [.. Enumerable.Range(0, 40).Select(i => ChannelName.Parse($"room:{i}"))];
        foreach (ChannelName channel in channels) await node.SubscribeAsync(channel);
        EventId[] ids = await Task.WhenAll(channels.Select(channel => node.PublishAsync(channel)));

        for (int i = 0; i < channels.Length; i++) (await node.Sink.ReceivesAsync(channels[i], 1)).ShouldBe([ids[i]]);
        // Forty events in eight partitions: none has got far.
        ids.Max(id => id.Offset).ShouldBeLessThan(30);
        ids.Select(id => id.Epoch).Distinct().Count().ShouldBe(40);
    }

    [SkippableFact]
    public async Task Publish_TopicOf_ChoosesTheTopic()
    {
        string other = $"{Topic}-other";
        KafkaNode node = await StartNodeAsync(o =>
        {
            o.Topics.Add(other);
            o.TopicOf = channel => channel == Chat ? other : Topic;
        });
        await node.PublishAsync(Orders, 3);
        await node.PublishAsync(Chat, 2);

        Server.Admin.EndOf(other, 0).ShouldBe(2);
        Server.Admin.EndOf(Topic, 0).ShouldBe(3);
    }

    [SkippableFact]
    public async Task Publish_Ephemeral_IsDeliveredAndLeavesNothingInTheHistory()
    {
        KafkaNode node = await StartNodeAsync();
        await node.SubscribeAsync(Chat);
        EventId id = await node.PublishAsync(Chat, options: default(PublishOptions));

        (await node.Sink.ReceivesAsync(Chat, 1)).ShouldBe([id]);
        (await node.TopAsync(Chat)).Offset.ShouldBe(0);
    }

    [SkippableFact]
    public async Task Publish_LargerThanTheBrokerTakes_SaysSo()
    {
        KafkaNode node = await StartNodeAsync();

        PubSub.Core.PubSubException refused = await Should.ThrowAsync<PubSub.Core.PubSubException>(() => node.PublishAsync(Orders, $"\"{new string('x', 2_000_000)}\""));
        refused.Code.ShouldBe(ErrorCode.PayloadTooLarge);
    }
}
