using Microsoft.Extensions.DependencyInjection;
using PubSub.Core;

namespace PubSub.Testing;

/// <summary>What a <see cref="PubSubTestHost"/> is made of.</summary>
public sealed class PubSubTestHostSettings
{
    /// <summary>The host's services: register here what actions need, as the application does.</summary>
    public IServiceCollection Services { get; } = new ServiceCollection();

    /// <summary>Sets PubSub's options, further contract assemblies among them; null for the defaults.</summary>
    public Action<PubSubOptions>? PubSub { get; set; }

    /// <summary>
    /// The host's clock, for tests of retention and leases: a fake of your choice, such as <c>FakeTimeProvider</c>. The system's by default. It does
    /// not move <see cref="Patience"/>.
    /// </summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>How long a test waits for an event before it fails. 10 s by default.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);
}
