using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PubSub.Core.Adapters;

namespace PubSub.Redis.Tests.Hosting;

public sealed class RedisBuilderExtensionsTests
{
    [Fact]
    public async Task UseRedis_Url_RegistersTheAdapterWithoutConnecting()
    {
        await using ServiceProvider services = Build("redis://nowhere.example");

        services.GetRequiredService<IEventAdapter>().ShouldBeOfType<RedisAdapter>();
    }

    [Fact]
    public void UseRedis_OptionOutOfRange_IsRefusedAtRegistration() =>
        Should.Throw<OptionsValidationException>(() => Build("host", o => o.ConnectTimeout = TimeSpan.Zero)).Message.ShouldContain("RedisOptions.ConnectTimeout");

    private static ServiceProvider Build(string configuration, Action<RedisOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPubSub(_ => { }).UseRedis(configuration, configure);
        return services.BuildServiceProvider();
    }
}
