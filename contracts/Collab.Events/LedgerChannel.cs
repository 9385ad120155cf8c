using PubSub.Contracts;

namespace Collab.Events;

/// <summary>A probe of a deployment that can be read again: as <see cref="ProbeChannel"/>, with ten minutes of history.</summary>
/// <param name="Name">Which ledger, so that several do not meet.</param>
[EventChannel("ledger:{name}", HistoryRetention = "10m", Public = true)]
public sealed record LedgerChannel(string Name) : IEventChannel;
