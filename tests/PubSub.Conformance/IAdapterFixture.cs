using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>
/// One system of an adapter, for one test: what the suite must know to put it to the test. What some adapters can do and others cannot is said by the
/// further interfaces of this project that a fixture implements; each makes a part of the suite its adapter's duty.
/// </summary>
public interface IAdapterFixture : IAsyncDisposable
{
    /// <summary>The adapter that is put to the test.</summary>
    Type AdapterType { get; }

    /// <summary>
    /// The unit in which the suite says times. A publish and a read surely take less than half of it: a minute where the clock stands still between a test's
    /// steps, and on a real server no longer than a test can wait.
    /// </summary>
    TimeSpan Unit { get; }

    /// <summary>Makes the system ready; called once, before any other member but <see cref="AdapterType"/>. Skips the test where its server is missing.</summary>
    ValueTask StartAsync();

    /// <summary>Makes another node of the system; the suite starts and disposes of it.</summary>
    ValueTask<IEventAdapter> CreateNodeAsync();

    /// <summary>The clock that ids, retention and dedup keys go by.</summary>
    ValueTask<DateTimeOffset> NowAsync();

    /// <summary>Returns when that clock has moved on by at least <paramref name="by"/> since the call.</summary>
    ValueTask ElapseAsync(TimeSpan by);

    /// <summary>
    /// Lets six days pass without an event. Where the clock cannot be moved: removes what the system would by then have removed by itself, going by the
    /// lifetimes that it has noted.
    /// </summary>
    ValueTask SixDaysPassAsync();

    /// <summary>Loses everything that the system has kept. Nodes that were made before may be of no use afterwards.</summary>
    ValueTask LoseEverythingAsync();
}
