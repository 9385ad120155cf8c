using System.Buffers;
using System.Text;
using Collab.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Core.Hosting;
using PubSub.Core.Publishing;

namespace PubSub.Core.Tests.Publishing;

public sealed class PublishAllocationTests : IAsyncLifetime
{
    private readonly ServiceProvider _services = Build();

    public async Task InitializeAsync()
    {
        foreach (IHostedService service in _services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        foreach (IHostedService service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(4000)]
    public void RunAsync_PureBroadcast_AllocatesLittleBeyondTheEventsOwnBytes(int padding)
    {
        // About 900 in an optimised build, and 1,950 in a debug build, where each asynchronous method's state is an object.
        const int beyond = 2400;
        const int runs = 1000;
        PublishPipeline pipeline = _services.GetRequiredService<PublishPipeline>();
        var body = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(
            $$$"""{"name":"probe:ping","channel":"probe:c0","payload":{"seq":1,"p":1,"t":123456789012,"pad":"{{{new string('x', padding)}}}"}}"""));
        // The event as it is kept, and the record's string, which has two bytes a character.
        int own = 0;
        for (int i = 0; i < runs; i++) own = Run(pipeline, body).Events[0].Body.Json.Length + (2 * padding);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < runs; i++) Run(pipeline, body);
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / runs;

        each.ShouldBeInRange(own, own + beyond);
    }

    private static PublishResult Run(PublishPipeline pipeline, ReadOnlySequence<byte> body)
    {
        ValueTask<PublishResult> run = pipeline.RunAsync(new PublishRequest(body, Caller.Anonymous, "request-1"), CancellationToken.None);
        run.IsCompletedSuccessfully.ShouldBeTrue("an event without an action is published on the thread of its request");
        return run.Result;
    }

    private static ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory, NullLoggerFactory>();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddPubSubCore(options =>
        {
            options.ContractAssemblies.Add(typeof(ChatChannel).Assembly);
            options.Source = "tests";
        });
        return services.BuildServiceProvider();
    }
}
