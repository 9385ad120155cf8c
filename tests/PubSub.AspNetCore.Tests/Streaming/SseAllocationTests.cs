using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.AspNetCore.Streaming;
using PubSub.AspNetCore.Tests.Contracts;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.Hosting;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.AspNetCore.Tests.Streaming;

public sealed class SseAllocationTests
{
    private const int Runs = 1000;

    [Theory]
    [InlineData("room:a")]
    [InlineData("room:a", "room:b")]
    public async Task Poke_EventIsDue_DeliveryAllocatesNothing(params string[] addresses)
    {
        await using ServiceProvider services = MakeServices();
        IReadOnlyList<Subscription> subscriptions = await PrepareAsync(services, addresses);
        var writer = new DiscardingWriter();
        SseSession session = Begin(services, subscriptions, writer);
        long allocated = 0;
        for (int i = -100; i < Runs; i++)
        {
            subscriptions[0].Channel.Log.Append(new EventId(1_800_000_000_000, 1, i + 1000), s_body);
            long before = GC.GetAllocatedBytesForCurrentThread();
            session.Poke();
            if (i >= 0) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        allocated.ShouldBe(0);
        writer.Written.ShouldBeGreaterThan(Runs * s_body.Json.Length);
        session.Close(SessionEnd.PeerGone);
    }

    private static readonly EventBody s_body = EventBody.TryRead(
        Encoding.UTF8.GetBytes("""{"name":"probe:ping","channel":"room:a","payload":{"seq":1,"p":1,"t":1,"pad":"x"}}"""), out EventBody? body)
        ? body
        : throw new InvalidOperationException("The body is malformed.");

    private static ServiceProvider MakeServices()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddPubSubCore(options => options.ContractAssemblies.Add(typeof(RoomChannel).Assembly));
        return services.BuildServiceProvider();
    }

    private static ValueTask<IReadOnlyList<Subscription>> PrepareAsync(ServiceProvider services, string[] addresses)
    {
        var catalog = services.GetRequiredService<EventCatalog>();
        SubscribeRequest[] requests =
        [
            .. from address in addresses.Select(ChannelName.Parse)
               select new SubscribeRequest(
                   address, catalog.TryGetChannel(address, out ChannelDefinition? channel) ? channel : throw new ArgumentException(address.Value), SubscribeFrom.Live, null),
        ];
        return services.GetRequiredService<FanoutHub>().PrepareAsync(requests, CancellationToken.None);
    }

    private static SseSession Begin(ServiceProvider services, IReadOnlyList<Subscription> subscriptions, PipeWriter writer)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new WriterFeature(writer));
        var session = new SseSession(
            context, subscriptions, TimeProvider.System, new PubSubHttpOptions(), TimeSpan.FromSeconds(30), NullLogger.Instance, CancellationToken.None);
        services.GetRequiredService<FanoutHub>().Add(session);
        return session;
    }

    private sealed class WriterFeature(PipeWriter writer) : IHttpResponseBodyFeature
    {
        public Stream Stream => throw new NotSupportedException("A stream is written by its pipe.");

        public PipeWriter Writer { get; } = writer;

        public Task CompleteAsync() => Task.CompletedTask;

        public void DisableBuffering()
        {
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("A stream sends no file.");

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    /// <summary>Takes everything at once.</summary>
    private sealed class DiscardingWriter : PipeWriter
    {
        private readonly byte[] _buffer = new byte[64 * 1024];

        public long Written { get; private set; }

        public override void Advance(int bytes) => Written += bytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public override Span<byte> GetSpan(int sizeHint = 0) => _buffer;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
