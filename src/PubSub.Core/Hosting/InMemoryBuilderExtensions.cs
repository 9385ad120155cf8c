using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PubSub.Core.Adapters;
using PubSub.Core.InMemory;

namespace PubSub.Core.Hosting;

/// <summary>Chooses the in-memory adapter.</summary>
public static class InMemoryBuilderExtensions
{
    /// <summary>Carries events within this process. It is what a host has that chooses nothing; call this to set its bounds.</summary>
    /// <exception cref="ValidationException">A bound is out of range; the message names it.</exception>
    public static PubSubBuilder UseInMemory(this PubSubBuilder builder, Action<InMemoryOptions>? configure = null)
    {
        var options = new InMemoryOptions();
        configure?.Invoke(options);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        builder.Services.Replace(ServiceDescriptor.Singleton<IEventAdapter>(provider => new InMemoryAdapter(options, provider.GetRequiredService<TimeProvider>())));
        return builder;
    }
}
