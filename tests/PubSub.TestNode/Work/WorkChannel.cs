using PubSub.Contracts;

namespace PubSub.TestNode.Work;

/// <summary>Where actions run that can be stopped at any point.</summary>
[EventChannel("work", HistoryRetention = "1h", Public = true)]
public sealed record WorkChannel : IEventChannel;
