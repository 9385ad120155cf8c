using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.AspNetCore.Hosting;
using PubSub.AspNetCore.Streaming;
using PubSub.AspNetCore.Tests.Contracts;
using PubSub.AspNetCore.WebSockets;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Channels;
using PubSub.Core.Fanout;
using PubSub.Core.Hosting;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>Event streams and WebSockets as the endpoints make them, over writers that take what they are given without a transport.</summary>
internal sealed class AllocationHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public AllocationHarness(Action<PubSubOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddPubSubCore(options =>
        {
            options.ContractAssemblies.Add(typeof(RoomChannel).Assembly);
            configure?.Invoke(options);
        });
        _services = services.BuildServiceProvider();
    }

    /// <summary>What every event carries.</summary>
    public static EventBody Body { get; } = EventBody.TryRead(
        Encoding.UTF8.GetBytes("""{"name":"probe:ping","channel":"room:a","payload":{"seq":1,"p":1,"t":1,"pad":"x"}}"""), out EventBody? body)
        ? body
        : throw new InvalidOperationException("The body is malformed.");

    /// <summary>The offset of the event that was appended last.</summary>
    public long LastOffset { get; private set; } = 1000;

    private FanoutHub Hub => _services.GetRequiredService<FanoutHub>();

    /// <summary>Attaches a stream of one or more channels.</summary>
    public async Task<SseSession> AttachAsync(PipeWriter writer, EventFilter? filter, params string[] addresses)
    {
        Subscription[] subscriptions = await Hub.PrepareAsync([.. addresses.Select(address => Read(address) with { Filter = filter })], CancellationToken.None);
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new WriterFeature(writer));
        var session = new SseSession(
            context, Connect(context), subscriptions, TimeProvider.System, new PubSubHttpOptions(), TimeSpan.FromSeconds(30), NullLogger.Instance);
        Hub.Add(session);
        return session;
    }

    /// <summary>Attaches a WebSocket that has joined a channel, as <c>join</c> does. Nothing is on the other side.</summary>
    public async Task<SocketSession> JoinAsync(string address, bool envelopes)
    {
        Hub.Reserve();
        var stream = new SocketStream(Stream.Null);
        var session = new SocketSession(stream, Connect(new DefaultHttpContext()), "client", "member", TimeProvider.System, mostPendingBytes: 64 * 1024, NullLogger.Instance);
        Hub.Add(session);
        SubscribeRequest request = Read(address) with { Renderer = envelopes ? EnvelopeRenderer.Instance : MessageRenderer.Instance };
        var membership = new ChannelMembership("client", UserId: null, request.Channel, ChannelType.Private);
        var joined = new JoinedChannel(membership, request.Definition, await Hub.OpenAsync([request], CancellationToken.None))
        {
            HasEnvelopes = envelopes,
            TellsPositions = envelopes,
        };
        session.Add("joined"u8.ToArray(), joined.Subscriptions);
        return session;
    }

    /// <summary>Appends an event to the window of a session's first channel, and tells nobody.</summary>
    public void Append(Session session) => session.Subscriptions[0].Channel.Log.Append(new EventId(1_800_000_000_000, 1, ++LastOffset), Body);

    private SubscribeRequest Read(string address)
    {
        ChannelName name = ChannelName.Parse(address);
        return _services.GetRequiredService<EventCatalog>().TryGetChannel(name, out ChannelDefinition? channel)
            ? new SubscribeRequest(name, channel, SubscribeFrom.Live)
            : throw new ArgumentException(address, nameof(address));
    }

    private static SessionConnection Connect(HttpContext context) =>
        new(context, new DrainState(new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance)), TimeSpan.FromSeconds(5), TimeProvider.System);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
