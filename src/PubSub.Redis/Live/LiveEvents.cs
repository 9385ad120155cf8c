using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Redis.Diagnostics;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Redis.Live;

/// <summary>Reads live messages as events and hands them to the sink; what is none is skipped.</summary>
internal sealed class LiveEvents(IEventSink sink, ILogger logger)
{
    public void Deliver(ChannelName channel, byte[]? message)
    {
        if (LiveHeader.TryRead(message, out EventId id, out EventId? previous) && EventBody.TryRead(message.AsMemory(LiveHeader.Length), out EventBody? body))
        {
            sink.OnEvent(channel, new ChannelEvent(id, body) { Previous = previous });
            return;
        }

        RedisMetrics.SkippedMessage();
        RedisLog.MessageSkipped(logger, channel.Value, message?.Length ?? 0);
    }
}
