using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Contracts;

[EventChannel("probe", HistoryRetention = "1h", Ordered = true)]
public sealed record ProbeChannel : IEventChannel;
