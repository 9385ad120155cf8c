using PubSub.Core.Presence;

namespace PubSub.Conformance;

/// <summary>One empty presence store, for one test.</summary>
public interface IPresenceStoreFixture : IAsyncDisposable
{
    /// <summary>The store that is put to the test.</summary>
    Type StoreType { get; }

    /// <summary>The unit in which the suite says times; a few calls take far less. See <see cref="IAdapterFixture.Unit"/>.</summary>
    TimeSpan Unit { get; }

    /// <summary>Makes the store ready; called once, first. Skips the test where its server is missing.</summary>
    ValueTask StartAsync();

    /// <summary>The store as another node sees it, not started yet. The fixture disposes of what it made.</summary>
    IPresenceStore OpenOnNode();

    /// <summary>Returns when the clock that leases go by has moved on by at least that.</summary>
    ValueTask ElapseAsync(TimeSpan by);
}
