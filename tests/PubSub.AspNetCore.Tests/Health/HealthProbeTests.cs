using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PubSub.AspNetCore.Health;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Health;

public sealed class HealthProbeTests
{
    private readonly FaultyAdapter _adapter = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly PubSubHttpOptions _options = new();

    [Fact]
    public async Task Check_AnswerIsLostForGood_IsAskedAgainAfterAWhile()
    {
        HealthProbe probe = Make(Substitute.For<IIdempotencyStore>());
        _adapter.Health = _ => new ValueTask<AdapterHealth>(new TaskCompletionSource<AdapterHealth>().Task);
        (await CheckAsync(probe)).IsHealthy.ShouldBeFalse();
        // The broker is back, but what was asked before never ends.
        _adapter.Health = _ => ValueTask.FromResult(new AdapterHealth(true));
        (await CheckAsync(probe)).IsHealthy.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromMinutes(1));
        (await CheckAsync(probe)).IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public async Task Check_StoreIsSilent_SaysSoBesideAHealthyBroker()
    {
        IIdempotencyStore store = Substitute.For<IIdempotencyStore>();
        store.CheckHealthAsync(default).ReturnsForAnyArgs(_ => new ValueTask<AdapterHealth?>(new TaskCompletionSource<AdapterHealth?>().Task));

        HostHealth health = await CheckAsync(Make(store));

        health.IsHealthy.ShouldBeFalse();
        health.Adapter.IsHealthy.ShouldBeTrue();
        health.Detail.ShouldBe("The store of client event ids did not answer in time.");
    }

    private HealthProbe Make(IIdempotencyStore store) => new(_adapter, store, Substitute.For<IPresenceStore>(), Options.Create(_options), _clock, NullLogger<HealthProbe>.Instance);

    private Task<HostHealth> CheckAsync(HealthProbe probe)
    {
        Task<HostHealth> check = probe.CheckAsync(CancellationToken.None);
        if (!check.IsCompleted) _clock.Advance(_options.HealthTimeout);
        return check.WaitAsync(Eventually.Limit);
    }
}
