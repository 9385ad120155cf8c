using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PubSub.Core.Hosting;

/// <summary>
/// Hands out the options that were set at registration, from which the catalogue was read, after whatever else configures them; so that no second
/// instance can differ from the first.
/// </summary>
internal sealed class PubSubOptionsFactory(
    PubSubOptionsFactory.Registered registered,
    IEnumerable<IConfigureOptions<PubSubOptions>> setups,
    IEnumerable<IPostConfigureOptions<PubSubOptions>> postConfigures,
    IEnumerable<IValidateOptions<PubSubOptions>> validations,
    IServiceProvider services) : OptionsFactory<PubSubOptions>(setups, postConfigures, validations)
{
    protected override PubSubOptions CreateInstance(string name)
    {
        registered.Options.Source ??= (services.GetService(typeof(IHostEnvironment)) as IHostEnvironment)?.ApplicationName;
        return registered.Options;
    }

    /// <param name="Options">What registration set.</param>
    /// <param name="Assemblies">The contract assemblies that the catalogue was read from.</param>
    internal sealed record Registered(PubSubOptions Options, IReadOnlyList<Assembly> Assemblies);
}
