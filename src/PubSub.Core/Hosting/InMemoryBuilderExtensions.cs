using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PubSub.Core.Adapters;
using PubSub.Core.Hosting;
using PubSub.Core.InMemory;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the in-memory adapter.</summary>
public static class InMemoryBuilderExtensions
{
    /// <summary>Carries events within this process. It is what a host has that chooses nothing; call this to set its bounds.</summary>
    /// <exception cref="OptionsValidationException">A bound is out of range; the message names it, its value and its range.</exception>
    public static PubSubBuilder UseInMemory(this PubSubBuilder builder, Action<InMemoryOptions>? configure = null)
    {
        var options = new InMemoryOptions();
        configure?.Invoke(options);
        AdapterOptions.Check(options);
        builder.Services.Replace(ServiceDescriptor.Singleton<IEventAdapter>(provider => new InMemoryAdapter(options, provider.GetRequiredService<TimeProvider>())));
        return builder;
    }
}
