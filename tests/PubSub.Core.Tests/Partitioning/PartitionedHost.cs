using System.Collections.Concurrent;
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

namespace PubSub.Core.Tests.Partitioning;

/// <summary>The engine on the in-memory adapter.</summary>
internal sealed class PartitionedHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private PartitionedHost()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ILoggerFactory>(new RecordingLog());
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddPubSubCore(options => options.ContractAssemblies.Add(typeof(SplitChannel).Assembly));
        _services = services.BuildServiceProvider();
    }

    public ManualTimeProvider Time { get; } = new();

    public IEventPublisher Publisher => _services.GetRequiredService<IEventPublisher>();

    public ConcurrentQueue<EventEnvelope<SplitSaid>> Received { get; } = new();

    public static async Task<PartitionedHost> StartAsync()
    {
        var host = new PartitionedHost();
        await host._services.GetServices<IHostedService>().OfType<PubSubStartup>().Single().StartAsync(CancellationToken.None);
        return host;
    }

    public ValueTask<IEventSubscription> SubscribeAsync(SubscribeOptions? options = null) =>
        _services.GetRequiredService<IEventSubscriber>().SubscribeAsync<SplitSaid>(
            (received, _) =>
            {
                Received.Enqueue(received);
                return default;
            },
            options);

    public Task ReceivesAsync(int count) => Eventually.HoldsAsync(() => Received.Count >= count, $"{count} events");

    public ValueTask<EventId> SayAsync(string key, int number) =>
        Publisher.PublishAsync(new SplitSaid(key, number), new EventMeta { PartitionKey = key });

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
