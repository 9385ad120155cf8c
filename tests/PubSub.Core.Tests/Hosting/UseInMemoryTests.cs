using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orders.Events;
using PubSub.Core.Adapters;
using PubSub.Core.Hosting;
using PubSub.Core.InMemory;

namespace PubSub.Core.Tests.Hosting;

public sealed class UseInMemoryTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public void UseInMemory_OutOfRange_AreAllNamedWithValueAndRange()
    {
        PubSubBuilder builder = Add();

        OptionsValidationException error = Should.Throw<OptionsValidationException>(() => builder.UseInMemory(memory =>
        {
            memory.MaxChannels = 1;
            memory.ChannelLifetime = TimeSpan.Zero;
        }));

        error.Failures.ShouldBe(
            [
                "InMemoryOptions.MaxChannels is 1; it must be between 64 and 100000000.",
                "InMemoryOptions.ChannelLifetime is 00:00:00; it must be between 00:00:01 and 3650.00:00:00.",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task UseInMemory_InRange_IsTheOneAdapter()
    {
        Add().UseInMemory(memory => memory.MaxChannels = 64);
        await using ServiceProvider provider = _services.BuildServiceProvider();

        provider.GetServices<IEventAdapter>().ShouldHaveSingleItem().ShouldBeOfType<InMemoryAdapter>();
    }

    private PubSubBuilder Add() => _services.AddPubSubCore(options => options.ContractAssemblies.Add(typeof(OrdersChannel).Assembly));
}
