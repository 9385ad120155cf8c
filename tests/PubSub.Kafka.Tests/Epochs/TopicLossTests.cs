using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Epochs;

/// <summary>Topics that are deleted, made anew or cut under nodes that read them.</summary>
public class TopicLossTests : KafkaTest
{
    private static readonly Action<KafkaOptions> s_quick = o => o.CheckPeriod = TimeSpan.FromMilliseconds(500);

    [SkippableFact]
    public async Task Delete_UnderTheNodes_IsMadeAnewInANewEpochAndToldAndThenLive()
    {
        KafkaNode one = await StartNodeAsync(s_quick), two = await StartNodeAsync(s_quick);
        EventId[] ids = await one.PublishAsync(Orders, 5);
        await Task.WhenAll(one.SubscribeAsync(Orders), two.SubscribeAsync(Orders));
        await DeleteAsync();
        await Eventually.HoldsAsync(() => one.Sink.LossesOn(Orders) > 0 && two.Sink.LossesOn(Orders) > 0);
        EventId next = await PublishUntilTakenAsync(one);

        next.Epoch.ShouldNotBe(ids[0].Epoch);
        (await one.Sink.ReceivesAsync(Orders, 1))[^1].ShouldBe(next);
        (await two.Sink.ReceivesAsync(Orders, 1))[^1].ShouldBe(next);
        foreach (KafkaNode node in (KafkaNode[])[one, two])
        {
            (await node.ReadAsync(Orders, ids[1])).Truncated.ShouldBeTrue();
            (await node.ReadAsync(Orders, ids[^1])).Truncated.ShouldBeTrue();
        }
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task Recreate_FilledLessOrFurtherThanItWasRead_IsAnotherEpoch(int filled)
    {
        KafkaNode one = await StartNodeAsync(s_quick), two = await StartNodeAsync(s_quick);
        EventId[] ids = await one.PublishAsync(Orders, 10);
        await Task.WhenAll(one.SubscribeAsync(Orders), two.SubscribeAsync(Orders));
        await DeleteAsync();
        await CreateAsync();
        EventId[] later = new EventId[filled];
        for (int i = 0; i < filled; i++) later[i] = await PublishUntilTakenAsync(one);
        await Eventually.HoldsAsync(() => one.Sink.LossesOn(Orders) > 0 && two.Sink.LossesOn(Orders) > 0);
        EventId next = await PublishUntilTakenAsync(two);

        next.Epoch.ShouldNotBe(ids[0].Epoch);
        later.ShouldAllBe(id => id.Epoch == next.Epoch);
        await Eventually.HoldsAsync(() => one.Sink.IdsOn(Orders).Contains(next) && two.Sink.IdsOn(Orders).Contains(next));
        (await one.ReadAsync(Orders, ids[4])).Truncated.ShouldBeTrue();
        (await two.ReadAsync(Orders, ids[^1])).Truncated.ShouldBeTrue();
        two.Sink.IdsOn(Orders).Where(id => id.Epoch == ids[0].Epoch).ShouldBeSubsetOf(ids);
    }

    [SkippableFact]
    public async Task Recreate_WhileNoNodeRuns_OldPositionsAreNone()
    {
        KafkaNode before = await StartNodeAsync();
        EventId[] ids = await before.PublishAsync(Orders, 5);
        await before.DisposeAsync();
        await DeleteAsync();
        KafkaNode after = await StartNodeAsync();
        EventId next = await after.PublishAsync(Orders);

        next.Epoch.ShouldNotBe(ids[0].Epoch);
        (await after.ReadAsync(Orders, ids[0])).Truncated.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Start_SecondNodeAndRestart_KeepTheEpoch()
    {
        KafkaNode one = await StartNodeAsync();
        EventId first = await one.PublishAsync(Orders);
        KafkaNode two = await StartNodeAsync();
        EventId second = await two.PublishAsync(Orders);
        await one.DisposeAsync();
        await two.DisposeAsync();
        KafkaNode three = await StartNodeAsync();
        EventId third = await three.PublishAsync(Orders);

        second.IsAfter(first).ShouldBeTrue();
        third.IsAfter(second).ShouldBeTrue();
        (await three.ReadAsync(Orders, first)).Events.Select(e => e.Id).ShouldBe([second, third]);
    }

    [SkippableFact]
    public async Task Start_SeveralNodesAtOnce_AgreeOnTheEpoch()
    {
        KafkaNode[] nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartNodeAsync()));
        EventId[] ids = await Task.WhenAll(nodes.Select(node => node.PublishAsync(Orders)));

        ids.Select(id => id.Epoch).Distinct().ShouldHaveSingleItem();
        EventId[] tops = await Task.WhenAll(nodes.Select(node => node.TopAsync(Orders)));
        tops.Distinct().ShouldHaveSingleItem().ShouldBe(ids.Max());
    }

    [SkippableFact]
    public async Task Delete_EpochTopic_IsMadeAnewWithTheSameEpochs()
    {
        KafkaNode one = await StartNodeAsync(s_quick);
        EventId first = await one.PublishAsync(Orders);
        await Server.Admin.DeleteAsync(EpochTopic);
        await Eventually.HoldsAsync(() => one.Logs.Entries.Count(entry => entry.Message.Contains($"Made the topic {EpochTopic}", StringComparison.Ordinal)) > 1);
        KafkaNode two = await StartNodeAsync();

        (await two.PublishAsync(Orders)).IsAfter(first).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Delete_TopicOfEphemeralChannels_IsToldAndThenLive()
    {
        KafkaNode node = await StartNodeAsync(s_quick);
        await node.SubscribeAsync(Chat);
        EventId first = await node.PublishAsync(Chat, options: default(PublishOptions));
        await node.Sink.ReceivesAsync(Chat, 1);
        await Server.Admin.DeleteAsync(LiveTopic);
        await Eventually.HoldsAsync(() => node.Sink.LossesOn(Chat) > 0);
        EventId next = await PublishUntilTakenAsync(node, Chat, default(PublishOptions));

        next.Epoch.ShouldNotBe(first.Epoch);
        await Eventually.HoldsAsync(() => node.Sink.IdsOn(Chat).Contains(next));
    }

    [SkippableFact]
    public async Task Recreate_WithPublishersTime_HealthNamesTheSettingAndTheCommand()
    {
        KafkaNode before = await StartNodeAsync();
        await before.PublishAsync(Orders, 3);
        await before.DisposeAsync();
        KafkaNode node = await StartNodeAsync(o =>
        {
            s_quick(o);
            o.CreateTopics = false;
        });
        await DeleteAsync();
        await Server.Admin.CreateAsync(Topic, 1);

        await Eventually.HoldsAsync(async () => await node.Adapter.CheckHealthAsync(CancellationToken.None) is { IsHealthy: false, Detail: { } detail } &&
            detail.Contains("message.timestamp.type=CreateTime", StringComparison.Ordinal) && detail.Contains("kafka-configs.sh", StringComparison.Ordinal));
    }

    // A publish fails while there is no topic; its sender tries again.
    private static async Task<EventId> PublishUntilTakenAsync(KafkaNode node, ChannelName? channel = null, PublishOptions? options = null)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (true)
        {
            try
            {
                return await node.PublishAsync(channel ?? Orders, options: options);
            }
            catch (BrokerUnavailableException) when (!limit.IsCancellationRequested)
            {
            }
        }
    }

    private Task DeleteAsync() => Server.Admin.DeleteAsync(Topic);

    private Task CreateAsync() => Server.Admin.CreateAsync(Topic, 1, ("message.timestamp.type", "LogAppendTime"));
}
