using PubSub.Core.Idempotency;

namespace PubSub.Conformance;

/// <summary>One empty idempotency store, for one test.</summary>
public interface IIdempotencyStoreFixture : IAsyncDisposable
{
    /// <summary>The store that is put to the test.</summary>
    Type StoreType { get; }

    /// <summary>The unit in which the suite says times; a few calls take far less. See <see cref="IAdapterFixture.Unit"/>.</summary>
    TimeSpan Unit { get; }

    /// <summary>Makes the store ready; called once, first. Skips the test where its server is missing.</summary>
    ValueTask StartAsync();

    /// <summary>The store as a node sees it; where several nodes share it, each call makes another node's. The fixture disposes of what it made.</summary>
    IIdempotencyStore OpenOnNode();

    /// <summary>Returns when the clock that leases and retention go by has moved on by at least that.</summary>
    ValueTask ElapseAsync(TimeSpan by);
}
