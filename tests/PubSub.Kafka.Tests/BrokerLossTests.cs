using System.Diagnostics;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Tests.Support;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests;

/// <summary>A broker that freezes, is killed and comes back. Each test has a server of its own.</summary>
public class BrokerLossTests : KafkaTest
{
    protected override Task<KafkaServer> GetServerAsync()
    {
        Servers.RequireKafka();
        return KafkaServer.StartAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
    }

    [SkippableFact]
    public async Task Freeze_PublishFailsInTimeAndMemoryIsStillRead_ThenThaw_GoesOn()
    {
        KafkaNode node = await StartNodeAsync(o =>
        {
            o.PublishTimeout = TimeSpan.FromSeconds(2);
            o.ReadTimeout = TimeSpan.FromSeconds(1);
        });
        await node.SubscribeAsync(Orders);
        EventId[] ids = await node.PublishAsync(Orders, 5);
        await node.Sink.ReceivesAsync(Orders, 5);
        Server.Freeze();
        long started = Stopwatch.GetTimestamp();

        await Should.ThrowAsync<BrokerUnavailableException>(() => node.PublishAsync(Orders, "\"lost?\""));
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(4));
        (await node.ReadAsync(Orders, ids[1])).Events.Select(e => e.Id).ShouldBe(ids[2..]);
        (await node.Adapter.CheckHealthAsync(CancellationToken.None)).IsHealthy.ShouldBeFalse();
        await Should.ThrowAsync<BrokerUnavailableException>(() => node.SubscribeAsync(Chat));

        Server.Thaw();
        EventId next = await PublishUntilTakenAsync(node, "\"next\"");
        await Eventually.HoldsAsync(() => node.Sink.IdsOn(Orders).Contains(next));
        node.Sink.IdsOn(Orders)[..5].ShouldBe(ids);
        (await node.Adapter.CheckHealthAsync(CancellationToken.None)).IsHealthy.ShouldBeTrue();
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EndAndStartAgain_WhatWasTaken_ReachesEachNodeOnceAndInOrder(bool inGoodOrder)
    {
        KafkaNode one = await StartNodeAsync(), two = await StartNodeAsync();
        await Task.WhenAll(one.SubscribeAsync(Orders), two.SubscribeAsync(Orders));
        using var stop = new CancellationTokenSource();
        var taken = new List<EventId>();
        Task publishing = Task.Run(async () =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                EventId id = await PublishUntilTakenAsync(one, $"{i}");
                lock (taken) taken.Add(id);
            }
        });
        await Eventually.HoldsAsync(() => Count() > 200);
        await (inGoodOrder ? Server.StopAsync() : Server.KillAsync());
        await Server.StartAgainAsync();
        int before = Count();
        await Eventually.HoldsAsync(() => Count() > before + 200);
        await stop.CancelAsync();
        await publishing;

        EventId[] all = [.. taken];
        foreach (KafkaNode node in (KafkaNode[])[one, two])
        {
            await Eventually.HoldsAsync(() => node.Sink.IdsOn(Orders).Contains(all[^1]));
            EventId[] seen = node.Sink.IdsOn(Orders);
            all.ShouldBeSubsetOf(seen);
            for (int i = 1; i < seen.Length; i++) seen[i].IsAfter(seen[i - 1]).ShouldBeTrue();
            node.Sink.LossesOn(Orders).ShouldBe(0);
        }

        one.Sink.IdsOn(Orders).ShouldBe(two.Sink.IdsOn(Orders)[..one.Sink.IdsOn(Orders).Length]);

        int Count()
        {
            lock (taken) return taken.Count;
        }
    }

    [SkippableFact]
    public async Task StopAndStartAgain_Ephemeral_LosesNothing()
    {
        KafkaNode one = await StartNodeAsync(), two = await StartNodeAsync();
        await two.SubscribeAsync(Chat);
        List<EventId> taken = [await PublishLiveAsync(), await PublishLiveAsync()];
        await Server.StopAsync();
        Task<EventId> meanwhile = PublishLiveAsync();
        await Server.StartAgainAsync();
        taken.Add(await meanwhile);
        taken.Add(await PublishLiveAsync());

        await Eventually.HoldsAsync(() => two.Sink.IdsOn(Chat).Contains(taken[^1]));
        taken.ShouldBeSubsetOf(two.Sink.IdsOn(Chat));
        two.Sink.LossesOn(Chat).ShouldBe(0);

        Task<EventId> PublishLiveAsync() => PublishUntilTakenAsync(one, "1", Chat, default(PublishOptions));
    }

    [SkippableFact]
    public async Task StartAgain_OnAnOlderCopyOfItsData_IsAnotherEpochAndTold()
    {
        KafkaNode node = await StartNodeAsync(o => o.CheckPeriod = TimeSpan.FromMilliseconds(500));
        await node.SubscribeAsync(Orders);
        EventId[] kept = await node.PublishAsync(Orders, 5);
        string data = Path.Combine(Server.Folder, "data"), copy = Path.Combine(Server.Folder, "copy");
        await Server.StopAsync();
        CopyFolder(data, copy);
        await Server.StartAgainAsync();
        EventId lost = default;
        for (int i = 0; i < 5; i++) lost = await PublishUntilTakenAsync(node, "1");
        await Eventually.HoldsAsync(() => node.Sink.IdsOn(Orders).Contains(lost));
        await Server.StopAsync();
        Directory.Delete(data, recursive: true);
        Directory.Move(copy, data);
        await Server.StartAgainAsync();

        await Eventually.HoldsAsync(() => node.Sink.LossesOn(Orders) > 0);
        EventId next = await PublishUntilTakenAsync(node, "2");
        next.Epoch.ShouldNotBe(lost.Epoch);
        await Eventually.HoldsAsync(() => node.Sink.IdsOn(Orders).Contains(next));
        foreach (EventId old in (EventId[])[kept[2], lost]) (await node.ReadAsync(Orders, old)).Truncated.ShouldBeTrue();
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static async Task<EventId> PublishUntilTakenAsync(KafkaNode node, string payload, ChannelName? channel = null, PublishOptions? options = null)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (true)
        {
            try
            {
                return await node.PublishAsync(channel ?? Orders, payload, options);
            }
            catch (BrokerUnavailableException) when (!limit.IsCancellationRequested)
            {
            }
        }
    }
}
