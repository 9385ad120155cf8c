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
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.Hosting;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>Event streams as the endpoint makes them, over writers that take what they are given without a transport.</summary>
internal sealed class AllocationHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private long _offset = 1000;

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

    private FanoutHub Hub => _services.GetRequiredService<FanoutHub>();

    /// <summary>Attaches a stream of one or more channels.</summary>
    public async Task<SseSession> AttachAsync(PipeWriter writer, EventFilter? filter, params string[] addresses)
    {
        var catalog = _services.GetRequiredService<EventCatalog>();
        SubscribeRequest[] requests =
        [
            .. from address in addresses.Select(ChannelName.Parse)
               select new SubscribeRequest(
                   address, catalog.TryGetChannel(address, out ChannelDefinition? channel) ? channel : throw new ArgumentException(address.Value), SubscribeFrom.Live, filter),
        ];
        Subscription[] subscriptions = await Hub.PrepareAsync(requests, CancellationToken.None);
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new WriterFeature(writer));
        var drain = new DrainState(new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance));
        var connection = new SessionConnection(context, drain, TimeSpan.FromSeconds(5), TimeProvider.System);
        var session = new SseSession(
            context, connection, subscriptions, TimeProvider.System, new PubSubHttpOptions(), TimeSpan.FromSeconds(30), NullLogger.Instance);
        Hub.Add(session);
        return session;
    }

    /// <summary>Appends an event to the window of a stream's first channel, and tells nobody.</summary>
    public void Append(SseSession session) => session.Subscriptions[0].Channel.Log.Append(new EventId(1_800_000_000_000, 1, ++_offset), Body);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
