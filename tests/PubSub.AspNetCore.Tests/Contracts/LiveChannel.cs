using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Contracts;

/// <summary>Keeps nothing.</summary>
[EventChannel("live")]
public sealed record LiveChannel : IEventChannel;
