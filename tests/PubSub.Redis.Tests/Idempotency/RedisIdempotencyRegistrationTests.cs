using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using PubSub.Core.Adapters;
using PubSub.Core.Hosting;
using PubSub.Core.Idempotency;
using PubSub.Redis.Idempotency;

namespace PubSub.Redis.Tests.Idempotency;

public sealed class RedisIdempotencyRegistrationTests
{
    private const string NobodyThere = "127.0.0.1:1,password=hidden";

    [Fact]
    public async Task UseRedisIdempotency_Host_HasTheStoreAndItsOwnAdapter()
    {
        await using ServiceProvider provider = Provide(builder => builder.UseRedisIdempotency(NobodyThere));

        provider.GetRequiredService<IIdempotencyStore>().ShouldBeOfType<RedisIdempotencyStore>();
        provider.GetRequiredService<IEventAdapter>().Name.ShouldBe("memory");
    }

    [Fact]
    public async Task UseRedis_Host_HasTheStoreUnlessItChoseAnother()
    {
        IIdempotencyStore chosen = Substitute.For<IIdempotencyStore>();
        await using ServiceProvider usual = Provide(builder => builder.UseRedis(NobodyThere));
        await using ServiceProvider before = Provide(builder => builder.UseRedis(NobodyThere), services => services.AddSingleton(chosen));
        await using ServiceProvider after = Provide(builder => builder.UseRedis(NobodyThere).Services.AddSingleton(chosen));

        usual.GetRequiredService<IIdempotencyStore>().ShouldBeOfType<RedisIdempotencyStore>();
        before.GetRequiredService<IIdempotencyStore>().ShouldBe(chosen);
        after.GetRequiredService<IIdempotencyStore>().ShouldBe(chosen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("redis://user:hidden@")]
    public void UseRedisIdempotency_WrongConfiguration_IsRefusedAtOnceWithoutRepeatingIt(string configuration)
    {
        OptionsValidationException error = Should.Throw<OptionsValidationException>(() => Provide(builder => builder.UseRedisIdempotency(configuration)));

        error.Message.ShouldContain(nameof(RedisOptions.Configuration));
        error.Message.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task Start_StoreCannotBeReached_StopsTheHostAndSaysWhereItIs()
    {
        await using ServiceProvider provider = Provide(builder => builder.UseRedisIdempotency(NobodyThere));

        BrokerUnavailableException error = await Should.ThrowAsync<BrokerUnavailableException>(() => StartStoreAsync(provider));
        error.Message.ShouldContain("127.0.0.1:1");
        error.Message.ShouldNotContain("hidden");
    }

    // UseRedis brings the store as well: it is tried with the host's start, unless the host has one of its own.
    [Fact]
    public async Task Start_UseRedis_TriesTheStoreUnlessAnotherWasChosen()
    {
        await using ServiceProvider ours = Provide(builder => builder.UseRedis(NobodyThere));
        await using ServiceProvider chosen = Provide(builder => builder.UseRedis(NobodyThere).Services.AddSingleton(Substitute.For<IIdempotencyStore>()));

        await Should.ThrowAsync<BrokerUnavailableException>(() => StartStoreAsync(ours));
        await StartStoreAsync(chosen);
    }

    [Fact]
    public async Task CheckHealth_UseRedis_LeavesItToTheAdapter()
    {
        await using ServiceProvider shared = Provide(builder => builder.UseRedis(NobodyThere));
        await using ServiceProvider own = Provide(builder => builder.UseRedisIdempotency(NobodyThere));

        (await shared.GetRequiredService<IIdempotencyStore>().CheckHealthAsync(CancellationToken.None)).ShouldBeNull();
        (await own.GetRequiredService<IIdempotencyStore>().CheckHealthAsync(CancellationToken.None))!.IsHealthy.ShouldBeFalse();
    }

    private static Task StartStoreAsync(ServiceProvider provider) =>
        provider.GetServices<IHostedService>().Single(service => service is RedisIdempotencyStartup).StartAsync(CancellationToken.None);

    private static ServiceProvider Provide(Action<PubSubBuilder> choose, Action<IServiceCollection>? first = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        first?.Invoke(services);
        choose(services.AddPubSubCore(_ => { }));
        return services.BuildServiceProvider();
    }
}
