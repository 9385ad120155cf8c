using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Contracts;

/// <summary>Open to anyone, whatever the host says.</summary>
[EventChannel("open", Public = true, HistoryRetention = "1h")]
public sealed record OpenChannel : IEventChannel;
