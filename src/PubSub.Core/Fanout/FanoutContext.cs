using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;

namespace PubSub.Core.Fanout;

/// <summary>What the channels of a node have in common.</summary>
internal sealed record FanoutContext(
    IEventAdapter Adapter,
    FanoutOptions Limits,
    NodeBudget Budget,
    FlushClock Clock,
    TimeProvider Time,
    TimeSpan ReadTimeout,
    IReadOnlyDictionary<Type, ChannelOptions> Channels,
    ILogger Logger)
{
    public SlowSessionPolicy SlowSessionsOf(ChannelDefinition definition) =>
        Channels.TryGetValue(definition.ClrType, out ChannelOptions? options) && options.SlowSessions is { } policy ? policy : Limits.SlowSessions;
}
