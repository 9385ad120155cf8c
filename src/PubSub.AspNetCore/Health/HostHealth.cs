using PubSub.Core.Adapters;

namespace PubSub.AspNetCore.Health;

/// <summary>Whether what the host depends on answers.</summary>
/// <param name="Adapter">The adapter's broker.</param>
/// <param name="Store">The store of client event ids, or null where it has no server of its own to be asked for.</param>
/// <param name="Presence">The presence store, or null where it has no server of its own to be asked for.</param>
internal sealed record HostHealth(AdapterHealth Adapter, AdapterHealth? Store, AdapterHealth? Presence)
{
    /// <summary>True where all of it does.</summary>
    public bool IsHealthy => Adapter.IsHealthy && Store is not { IsHealthy: false } && Presence is not { IsHealthy: false };

    /// <summary>Of what does not answer, else of the broker.</summary>
    public string? Detail =>
        !Adapter.IsHealthy ? Adapter.Detail
        : Store is { IsHealthy: false } ? Store.Detail
        : Presence is { IsHealthy: false } ? Presence.Detail
        : Adapter.Detail;
}
