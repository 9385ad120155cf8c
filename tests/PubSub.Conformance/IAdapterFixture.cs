using PubSub.Core.Adapters;
using PubSub.TestSupport;

namespace PubSub.Conformance;

/// <summary>One system of an adapter, for one test: what the suite must know to put it to the test.</summary>
public interface IAdapterFixture : IAsyncDisposable
{
    /// <summary>The adapter that is put to the test.</summary>
    Type AdapterType { get; }

    /// <summary>How many nodes one system may have.</summary>
    int MaxNodes { get; }

    /// <summary>The clock that ids, retention and dedup keys go by, or null where it is the broker's own.</summary>
    ManualTimeProvider? Clock { get; }

    /// <summary>Cuts the connections to the broker and restores them, or null where there is no broker.</summary>
    IBrokerSwitch? Broker { get; }

    /// <summary>Makes another node of the system; the suite starts and disposes of it.</summary>
    ValueTask<IEventAdapter> CreateNodeAsync();

    /// <summary>Loses everything that the system has kept. Nodes that were made before may be of no use afterwards.</summary>
    ValueTask LoseEverythingAsync();
}
