using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.AspNetCore;
using PubSub.Core;

namespace PubSub.TestSupport;

/// <summary>What a <see cref="TestHost"/> is made of. Everything is applied in the order it was added.</summary>
public sealed class TestHostSettings
{
    /// <summary>What all paths begin with.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>What is kept of the log. A test under load keeps less, or the log is most of its load.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Debug;

    /// <summary>Settings of the server, such as <c>UsePubSubTuning</c>.</summary>
    public IList<Action<IWebHostBuilder>> WebHost { get; } = [];

    /// <summary>Services registered before PubSub's, which therefore win over its defaults.</summary>
    public IList<Action<IServiceCollection>> Services { get; } = [];

    /// <summary>Settings of PubSub.</summary>
    public IList<Action<PubSubOptions>> PubSub { get; } = [];

    /// <summary>Settings of the endpoints.</summary>
    public IList<Action<PubSubHttpOptions>> Http { get; } = [];

    /// <summary>Middleware between routing and the endpoints.</summary>
    public IList<Action<WebApplication>> Pipeline { get; } = [];

    /// <summary>Conventions of the endpoints, as a host adds them to what <c>MapPubSub</c> returns.</summary>
    public IList<Action<IEndpointConventionBuilder>> Conventions { get; } = [];
}
