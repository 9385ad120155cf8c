using Collab.Events;
using Microsoft.Extensions.Logging.Abstractions;
using Orders.Events;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>A hub over an adapter, with a clock of its own.</summary>
internal sealed class HubHarness : IAsyncDisposable
{
    private static readonly EventCatalog s_catalog = EventCatalog.FromAssemblies(typeof(OrderCreated).Assembly, typeof(ChatMessage).Assembly);

    public HubHarness(Action<PubSubOptions>? configure = null, bool hasHistory = true, bool mayLoseSilently = false)
    {
        Options = new PubSubOptions();
        configure?.Invoke(Options);
        Broker = new ScriptedAdapter(hasHistory) { MayLoseSilently = mayLoseSilently };
        Hub = new FanoutHub(Broker, Options, Clock, NullLogger<FanoutHub>.Instance);
        Broker.StartAsync(Hub, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>A channel with history.</summary>
    public static ChannelName Orders { get; } = ChannelName.Parse("orders");

    /// <summary>Another channel with history.</summary>
    public static ChannelName Ledger { get; } = ChannelName.Parse("ledger:a");

    /// <summary>An ephemeral channel.</summary>
    public static ChannelName Chat { get; } = ChannelName.Parse("chat:room");

    public PubSubOptions Options { get; }

    public ScriptedAdapter Broker { get; }

    public ManualTimeProvider Clock { get; } = new();

    public FanoutHub Hub { get; }

    public IEventSink Sink => Hub;

    public static SubscribeRequest Request(ChannelName channel, SubscribeFrom from = default, EventFilter? filter = null) =>
        new(channel, s_catalog.TryGetChannel(channel, out ChannelDefinition? definition) ? definition : throw new ArgumentException(channel.Value), from, filter);

    public Task<RecordingSession> AttachAsync(SubscribeFrom from = default, EventFilter? filter = null) => AttachAsync(Request(Orders, from, filter));

    public async Task<RecordingSession> AttachAsync(params SubscribeRequest[] requests)
    {
        Subscription[] subscriptions = await Hub.PrepareAsync(requests, CancellationToken.None);
        var session = new RecordingSession(subscriptions, Clock, copiesFrames: requests.Length == 1);
        Hub.Add(session);
        return session;
    }

    /// <summary>Publishes an event whose flush the session then leaves pending.</summary>
    public async Task StallAsync(RecordingSession session, ChannelName channel)
    {
        await session.SeesLineAsync("ready");
        session.Stall();
        Broker.Publish(channel);
        await Eventually.HoldsAsync(() => session.IsFlushPending, "a pending flush");
    }

    public async Task EndAsync(RecordingSession session)
    {
        session.Close(SessionEnd.PeerGone);
        session.Release();
        await session.Completion;
    }

    /// <summary>Lets retries and sweeps come due until something holds.</summary>
    public Task PassTimeUntilAsync(Func<bool> condition, string what) => Eventually.HoldsAsync(
        () =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(50));
            return condition();
        },
        what);

    public ValueTask DisposeAsync() => Hub.DisposeAsync();
}
