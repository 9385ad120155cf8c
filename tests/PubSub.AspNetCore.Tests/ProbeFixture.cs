namespace PubSub.AspNetCore.Tests;

/// <summary>One host for the tests of a class that leave nothing behind.</summary>
public sealed class ProbeFixture : IAsyncLifetime
{
    public ProbeHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await ProbeHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
