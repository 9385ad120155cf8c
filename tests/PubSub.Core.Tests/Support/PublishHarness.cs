using System.Buffers;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.Core.Actions;
using PubSub.Core.Adapters;
using PubSub.Core.Hosting;
using PubSub.Core.Idempotency;
using PubSub.Core.Publishing;
using PubSub.TestSupport;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Support;

/// <summary>The engine on a recording adapter and a clock that a test moves.</summary>
internal sealed class PublishHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private PublishHarness(Action<PubSubOptions>? configure, Action<IServiceCollection>? register)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(Script);
        services.AddSingleton(Scopes);
        services.AddScoped<ProbeScope>();
        services.AddSingleton<ILoggerFactory>(Log);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddPubSubCore(options =>
        {
            options.ContractAssemblies.Add(typeof(ProbeChannel).Assembly);
            options.Source = "tests";
            configure?.Invoke(options);
        });
        Adapter = new RecordingAdapter(Time);
        services.AddSingleton<IEventAdapter>(Adapter);
        services.AddSingleton<InMemoryIdempotencyStore>();
        services.AddSingleton<ObservedStore>();
        services.AddSingleton<IIdempotencyStore>(provider => provider.GetRequiredService<ObservedStore>());
        register?.Invoke(services);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public static Caller Alice { get; } = User("alice");

    public ManualTimeProvider Time { get; } = new();

    public RecordingAdapter Adapter { get; }

    public ProbeScript Script { get; } = new();

    public ProbeScopes Scopes { get; } = new();

    public RecordingLog Log { get; } = new();

    public PubSubOptions Options => Get<PubSubOptions>();

    public PublishPipeline Pipeline => Get<PublishPipeline>();

    public ObservedStore Store => Get<ObservedStore>();

    public ActionTracker Tracker => Get<ActionTracker>();

    public static PublishHarness Create(Action<PubSubOptions>? configure = null, Action<IServiceCollection>? register = null) => new(configure, register);

    public static Caller User(string id) => new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id)], "test")));

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<PublishResult> SendAsync(string json, Caller? caller = null, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        SendAsync(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), caller, idempotencyKey, cancellationToken);

    public Task<PublishResult> SendAsync(
        ReadOnlySequence<byte> body, Caller? caller = null, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        Pipeline.RunAsync(new PublishRequest(body, caller ?? Alice, "request-1", idempotencyKey), cancellationToken).AsTask();

    public Task<PubSubException> RefusedAsync(string json, Caller? caller = null, string? idempotencyKey = null) =>
        Should.ThrowAsync<PubSubException>(() => SendAsync(json, caller, idempotencyKey));

    /// <summary>The answer as its sender reads it.</summary>
    public static JsonElement Answer(PublishResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        result.WriteTo(buffer);
        return JsonSerializer.Deserialize<JsonElement>(buffer.WrittenSpan);
    }

    /// <summary>Moves the clock in steps of a third of the lease, waiting for the renewal that each sets off.</summary>
    public async Task PassWhileRenewingAsync(TimeSpan by)
    {
        TimeSpan step = Options.IdempotencyLease / 3;
        for (TimeSpan passed = TimeSpan.Zero; passed < by; passed += step)
        {
            int before = Store.Renewals;
            Time.Advance(step);
            await Eventually.HoldsAsync(() => Store.Renewals > before, "a renewal");
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
