using Microsoft.Extensions.DependencyInjection;
using PubSub.Core;
using PubSub.Core.Access;

namespace PubSub.Testing;

/// <summary>What a <see cref="PubSubTestHost"/> is made of.</summary>
public sealed class PubSubTestHostSettings
{
    /// <summary>The host's services: register here what actions need, as the application does.</summary>
    public IServiceCollection Services { get; } = new ServiceCollection();

    /// <summary>Sets PubSub's options, further contract assemblies among them; null for the defaults.</summary>
    public Action<PubSubOptions>? PubSub { get; set; }

    /// <summary>
    /// What the authorization policies decide that access rules name (<see cref="AccessRule.Policy"/>), by name, ordinally: the host has no ASP.NET Core that would know the application's. One that is
    /// named and is not here keeps the host from starting. Empty by default.
    /// </summary>
    public IDictionary<string, AccessRule> Policies { get; } = new Dictionary<string, AccessRule>(StringComparer.Ordinal);

    /// <summary>
    /// The host's clock, for tests of retention and leases: a fake of your choice, such as <c>FakeTimeProvider</c>. The system's by default. It does
    /// not move <see cref="Patience"/>.
    /// </summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>How long a test waits for an event before it fails. 10 s by default.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);
}
