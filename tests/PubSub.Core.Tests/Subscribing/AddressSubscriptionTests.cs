using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Hosting;
using PubSub.Core.Publishing;
using PubSub.Core.Subscribing;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport;
using PubSub.TestSupport.Contracts;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Core.Tests.Subscribing;

/// <summary>Server code that reads a channel by its address: declared in code, by a record, or not at all.</summary>
public sealed class AddressSubscriptionTests : IAsyncLifetime
{
    private static readonly ChannelName s_log = ChannelName.Parse("log:a");
    private static readonly ChannelName s_free = ChannelName.Parse("public-news");

    private readonly ServiceProvider _services;
    private readonly ConcurrentQueue<EventEnvelope<JsonElement>> _received = new();

    public AddressSubscriptionTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new RecordingLog());
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddPubSubCore(options =>
        {
            options.ContractAssemblies.Add(typeof(SplitChannel).Assembly);
            options.DefineChannel("log:{name}").Event<Line>("line").Event<Line>("log:mark").History("1h");
        });
        _services = services.BuildServiceProvider();
    }

    private IChannelPublisher Publisher => _services.GetRequiredService<IChannelPublisher>();

    public Task InitializeAsync() => _services.GetServices<IHostedService>().OfType<PubSubStartup>().Single().StartAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task Subscribe_DeclaredChannel_GetsEveryEventInOrder()
    {
        await using IEventSubscription subscription = await SubscribeAsync(s_log);
        EventId[] ids = await PublishAsync(s_log, "line", "log:mark", "line");

        await ReceivesAsync(3);

        _received.Select(e => e.Id).ShouldBe(ids);
        _received.Select(e => e.Name).ShouldBe(["line", "log:mark", "line"]);
        _received.Select(e => e.Channel).Distinct().ShouldBe(["log:a"]);
        _received.Select(e => e.Payload.GetProperty("number").GetInt32()).ShouldBe([0, 1, 2]);
        await Eventually.HoldsAsync(() => subscription.Position == ids[^1]);
    }

    [Fact]
    public async Task Subscribe_NamedEvents_GetsThoseOnly()
    {
        await using IEventSubscription subscription = await SubscribeAsync(s_log, ["log:mark"]);
        EventId[] ids = await PublishAsync(s_log, "line", "log:mark", "line", "log:mark");

        await ReceivesAsync(2);

        _received.Select(e => e.Id).ShouldBe([ids[1], ids[3]]);
    }

    [Fact]
    public async Task Subscribe_FreeChannel_GetsEventsOfAnyName()
    {
        await using IEventSubscription subscription = await SubscribeAsync(s_free);
        EventId[] ids = await PublishAsync(s_free, "a", "b.c", "d:e");

        await ReceivesAsync(3);

        _received.Select(e => e.Id).ShouldBe(ids);
        _received.Select(e => e.Name).ShouldBe(["a", "b.c", "d:e"]);
    }

    [Fact]
    public async Task Subscribe_AfterAnEvent_GetsTheRestAndWhatFollows()
    {
        EventId[] ids = await PublishAsync(s_log, [.. Enumerable.Repeat("line", 300)]);
        await using IEventSubscription subscription = await SubscribeAsync(s_log, options: new SubscribeOptions { After = ids[9] });
        EventId[] live = await PublishAsync(s_log, "line");

        await ReceivesAsync(291);

        _received.Select(e => e.Id).ShouldBe([.. ids[10..], .. live]);
    }

    [Fact]
    public async Task Subscribe_AfterAnEventThatIsNotThere_IsToldOfTheGapAndGoesOn()
    {
        foreach (ChannelName channel in new[] { s_log, s_free })
        {
            var gaps = new ConcurrentQueue<string>();
            await using IEventSubscription subscription = await SubscribeAsync(channel, options: new SubscribeOptions { After = new EventId(1, 2, 3), OnGap = gaps.Enqueue });
            await PublishAsync(channel, "line");

            await ReceivesAsync(1);

            gaps.Count.ShouldBe(1);
            _received.Clear();
        }
    }

    [Fact]
    public async Task Subscribe_ChannelOfARecordWithPartitions_GetsAllOfThem()
    {
        await using IEventSubscription subscription = await SubscribeAsync(ChannelName.Parse("split"));
        for (int i = 0; i < 20; i++) await _services.GetRequiredService<IEventPublisher>().PublishAsync(new SplitSaid("k", i), new EventMeta { PartitionKey = $"key-{i}" });

        await ReceivesAsync(20);

        _received.Select(e => e.Payload.GetProperty("number").GetInt32()).ShouldBe(Enumerable.Range(0, 20), ignoreOrder: true);
    }

    [Fact]
    public async Task Completion_HandlerThrows_IsFaulted()
    {
        await using IEventSubscription subscription = await _services.GetRequiredService<IEventSubscriber>()
            .SubscribeAsync(s_free, (_, _) => throw new InvalidOperationException("The handler fails."));
        await PublishAsync(s_free, "a");

        (await Should.ThrowAsync<InvalidOperationException>(subscription.Completion.WaitAsync(TestHost.Patience))).InnerException!.Message.ShouldBe("The handler fails.");
    }

    [Theory]
    [InlineData("nothing", null, ErrorCode.UnknownChannel)]
    [InlineData("log:a", "other", ErrorCode.UnknownEvent)]
    [InlineData("public-news", "two words", ErrorCode.InvalidRequest)]
    [InlineData("public-news", "pubsub:ready", ErrorCode.InvalidRequest)]
    [InlineData("log:a", "", ErrorCode.InvalidRequest)]
    public async Task Subscribe_WhatIsNotThere_IsRefusedWithItsCode(string channel, string? name, string code)
    {
        string[]? events = name is null ? null : name.Length == 0 ? [] : [name];

        (await Should.ThrowAsync<PubSubException>(async () => await SubscribeAsync(ChannelName.Parse(channel), events))).Code.ShouldBe(code);
    }

    private ValueTask<IEventSubscription> SubscribeAsync(ChannelName channel, string[]? events = null, SubscribeOptions? options = null) =>
        _services.GetRequiredService<IEventSubscriber>().SubscribeAsync(
            channel,
            (received, _) =>
            {
                _received.Enqueue(received);
                return default;
            },
            events,
            options);

    private async Task<EventId[]> PublishAsync(ChannelName channel, params string[] names)
    {
        var ids = new EventId[names.Length];
        for (int i = 0; i < names.Length; i++) ids[i] = await Publisher.PublishAsync(channel.Value, names[i], new Line(i));
        return ids;
    }

    private Task ReceivesAsync(int count) => Eventually.HoldsAsync(() => _received.Count >= count, $"{count} events");

    private sealed record Line(int Number);
}
