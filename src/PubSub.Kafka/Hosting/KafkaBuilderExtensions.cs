using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.Core;
using PubSub.Core.Adapters;
using PubSub.Core.Hosting;
using PubSub.Kafka;
using PubSub.Kafka.Hosting;
using PubSub.Kafka.Topics;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses Kafka.</summary>
public static class KafkaBuilderExtensions
{
    /// <summary>Carries events over Kafka, so that several nodes act as one.</summary>
    /// <param name="builder">The builder of <c>AddPubSub</c>.</param>
    /// <param name="bootstrapServers">The brokers to begin with: <c>host:port</c>, several joined by commas.</param>
    /// <param name="configure">Sets further options.</param>
    /// <exception cref="OptionsValidationException">An option is missing or out of range; the message names it and what is allowed.</exception>
    public static PubSubBuilder UseKafka(this PubSubBuilder builder, string bootstrapServers, Action<KafkaOptions>? configure = null) =>
        builder.UseKafka(options =>
        {
            options.BootstrapServers = bootstrapServers;
            configure?.Invoke(options);
        });

    /// <summary>Carries events over Kafka, so that several nodes act as one.</summary>
    /// <param name="builder">The builder of <c>AddPubSub</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="OptionsValidationException">An option is missing or out of range; the message names it and what is allowed.</exception>
    public static PubSubBuilder UseKafka(this PubSubBuilder builder, Action<KafkaOptions> configure)
    {
        var options = new KafkaOptions();
        configure(options);
        AdapterOptions.Check(options);
        KafkaOptionsRules.Check(options);
        builder.Services.Replace(ServiceDescriptor.Singleton<IEventAdapter>(provider => new KafkaAdapter(
            options, ContractDemands.Of(builder.Catalog, provider.GetRequiredService<PubSubOptions>().MaxPayloadBytes), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KafkaAdapter>>())));
        return builder;
    }
}
