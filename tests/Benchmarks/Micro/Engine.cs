using System.Buffers;
using System.Text;
using Collab.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orders.Events;
using Orders.Events.Actions;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.Hosting;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;
using PubSub.Core.Validation;

namespace PubSub.Benchmarks.Micro;

/// <summary>The engine as a host has it, without HTTP: the sample's contracts on the in-memory adapter.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="configure">Changes the options.</param>
    public Engine(Action<PubSubOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IOrderStore, InMemoryOrderStore>();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddPubSubCore(options =>
        {
            options.ContractAssemblies.Add(typeof(OrdersChannel).Assembly);
            options.ContractAssemblies.Add(typeof(ProbeChannel).Assembly);
            options.AllowAnonymous = true;
            options.AllowAnonymousIdempotency = true;
            options.Source = "micro";
            configure?.Invoke(options);
        });
        _services = services.BuildServiceProvider();
        Get<IEventAdapter>().StartAsync(Get<FanoutHub>(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public PublishPipeline Pipeline => Get<PublishPipeline>();

    public FanoutHub Hub => Get<FanoutHub>();

    public IEventAdapter Adapter => Get<IEventAdapter>();

    public PayloadValidator Validator => Get<PayloadValidator>();

    public PresenceHub Presence => Get<PresenceHub>();

    public ChannelDefinition ChannelOf(ChannelName channel) =>
        Get<EventCatalog>().TryGetChannel(channel, out ChannelDefinition? found) ? found : throw new ArgumentException(channel.Value, nameof(channel));

    public EventDefinition EventOf(string name) =>
        Get<EventCatalog>().TryGetEvent(name, out EventDefinition? found) ? found : throw new ArgumentException(name, nameof(name));

    /// <summary>A body of <c>POST /events</c> whose payload has about as many bytes as it is padded to.</summary>
    public static PublishRequest Ping(string channel, int padding) => Request(
        $$$"""{"name":"probe:ping","channel":"{{{channel}}}","payload":{"seq":1,"p":1,"t":123456789,"pad":"{{{new string('x', padding)}}}"}}""");

    public static PublishRequest Order(string id) => Request(
        $$"""{"name":"orders:created","payload":{"orderId":"{{id}}","total":12.5},"clientEventId":"{{id}}"}""");

    public SubscribeRequest Subscribe(string address)
    {
        ChannelName channel = ChannelName.Parse(address);
        return new SubscribeRequest(channel, ChannelOf(channel), SubscribeFrom.Live, null);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private static PublishRequest Request(string json) =>
        new(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), Caller.Anonymous, "micro-1");
}
