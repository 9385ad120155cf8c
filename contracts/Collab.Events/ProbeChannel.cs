using PubSub.Contracts;

namespace Collab.Events;

/// <summary>A probe of a deployment: who listens sees what was sent, how soon, and that nothing is missing. Ephemeral, and open to everybody.</summary>
/// <param name="Name">Which probe, so that several do not meet.</param>
[EventChannel("probe:{name}", Public = true)]
public sealed record ProbeChannel(string Name) : IEventChannel;
