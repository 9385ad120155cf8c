using PubSub.Core.Adapters;
using PubSub.TestSupport;

namespace PubSub.Conformance;

/// <summary>One system of an adapter, for one test: what the suite must know to put it to the test.</summary>
public interface IAdapterFixture : IAsyncDisposable
{
    /// <summary>The adapter that is put to the test.</summary>
    Type AdapterType { get; }

    /// <summary>The clock that ids, retention and dedup keys go by.</summary>
    ManualTimeProvider Clock { get; }

    /// <summary>Makes another node of the system; the suite starts and disposes of it.</summary>
    ValueTask<IEventAdapter> CreateNodeAsync();

    /// <summary>Loses everything that the system has kept. Nodes that were made before may be of no use afterwards.</summary>
    ValueTask LoseEverythingAsync();
}
