using Microsoft.Extensions.Logging;
using PubSub.Core.Catalog;

namespace PubSub.Core.Fanout;

/// <summary>What the channels of a node have in common.</summary>
/// <param name="Source">Where events come from.</param>
/// <param name="Forget">Called with a channel that is closed.</param>
/// <param name="Limits">The bounds of windows.</param>
/// <param name="Budget">The bytes of all windows.</param>
/// <param name="Clock">Starts the runs of pumps.</param>
/// <param name="Idle">The channels without a session.</param>
/// <param name="Refills">How many channels may be filled from history at a time.</param>
/// <param name="Time">The clock.</param>
/// <param name="ReadTimeout">How long the broker may take to answer.</param>
/// <param name="OptionsOf">What the host sets of a channel, or null.</param>
/// <param name="Logger">The log.</param>
internal sealed record FanoutContext(
    IChannelSource Source,
    Action<HubChannel> Forget,
    FanoutOptions Limits,
    NodeBudget Budget,
    FlushClock Clock,
    IdleChannels Idle,
    SemaphoreSlim Refills,
    TimeProvider Time,
    TimeSpan ReadTimeout,
    Func<ChannelDefinition, ChannelOptions?> OptionsOf,
    ILogger Logger)
{
    public SlowSessionPolicy SlowSessionsOf(ChannelDefinition definition) =>
        OptionsOf(definition)?.SlowSessions ?? Limits.SlowSessions;
}
