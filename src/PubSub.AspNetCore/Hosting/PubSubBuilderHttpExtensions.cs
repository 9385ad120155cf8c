using PubSub.AspNetCore;
using PubSub.Core.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets what only HTTP knows.</summary>
public static class PubSubBuilderHttpExtensions
{
    /// <summary>Sets the endpoints' paths and the other settings of <see cref="PubSubHttpOptions"/>; may be called more than once.</summary>
    public static PubSubBuilder ConfigureHttp(this PubSubBuilder builder, Action<PubSubHttpOptions> configure)
    {
        builder.Services.Configure(configure);
        return builder;
    }
}
