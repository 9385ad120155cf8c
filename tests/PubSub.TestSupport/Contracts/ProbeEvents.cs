using PubSub.Contracts;

namespace PubSub.TestSupport.Contracts;

[EventChannel("probe", HistoryRetention = "1h", Public = true)]
public sealed record ProbeChannel : IEventChannel;

/// <summary>A client sends it, its action runs a script that the test sets, and it is broadcast.</summary>
[Event("probe:ran", Version = 3)]
public sealed record ProbeRan(string Key) : IClientEvent<ProbeChannel, ProbeResult>;

public sealed record ProbeResult(int Number);

/// <summary>What scripts emit.</summary>
[Event("probe:noted")]
public sealed record ProbeNoted(int Number) : IEvent<ProbeChannel>;

/// <summary>A client sends it, its action runs, and it is not broadcast.</summary>
[Event("probe:asked", Direction = EventDirection.Cse)]
public sealed record ProbeAsked(string Key) : IClientEvent<ProbeChannel>;
