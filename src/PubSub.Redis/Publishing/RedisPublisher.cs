using System.Runtime.InteropServices;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Redis.Connecting;
using PubSub.Redis.History;
using PubSub.Redis.Live;
using StackExchange.Redis;

namespace PubSub.Redis.Publishing;

/// <summary>Publishes: with history by one script, without by a bare PUBLISH. Thread-safe.</summary>
internal sealed class RedisPublisher(RedisConnection connection, RedisOptions options, TimeProvider time)
{
    private static readonly RedisScript s_publish = RedisScript.Of("channel.lua", "publish.lua");
    private static readonly RedisScript s_ephemeral = RedisScript.Of("ephemeral.lua");

    private readonly RedisValue _lifetime = (long)options.ChannelLifetime.TotalMilliseconds;
    private readonly Lock _ephemeral = new();
    private readonly long _ephemeralEpoch = Epoch.Random();
    private long _ephemeralMilliseconds;
    private long _ephemeralOffset;

    /// <inheritdoc cref="IEventAdapter.PublishAsync"/>
    public Task<EventId> PublishAsync(ChannelName channel, EventBody body, PublishOptions how, CancellationToken cancellationToken) =>
        how.Retention is { } retention ? PublishKeptAsync(channel, body, retention, how, cancellationToken) : PublishEphemeralAsync(channel, body, how, cancellationToken);

    private async Task<EventId> PublishKeptAsync(ChannelName channel, EventBody body, ChannelRetention retention, PublishOptions how, CancellationToken cancellationToken)
    {
        RedisKeys names = connection.Keys;
        RedisKey[] keys = how.DedupKey is { } dedupKey
            ? [names.Log(channel), names.Meta(channel), names.Dedup(channel.Value, dedupKey)]
            : [names.Log(channel), names.Meta(channel)];
        RedisValue[] arguments =
        [
            (byte[])names.Live(channel)!, BytesOf(body), Epoch.Random(), RetentionText.AgeOf(retention), RetentionText.CountOf(retention), _lifetime, LifetimeOf(how),
        ];
        return PositionOf(await connection.RunAsync(s_publish, keys, arguments, cancellationToken));
    }

    private async Task<EventId> PublishEphemeralAsync(ChannelName channel, EventBody body, PublishOptions how, CancellationToken cancellationToken)
    {
        RedisChannel live = connection.Keys.Live(channel);
        if (how.DedupKey is { } dedupKey)
        {
            var position = new byte[RedisPosition.Length];
            RedisPosition.Write(NextEphemeralId(), position);
            RedisKey[] keys = [connection.Keys.Dedup(channel.Value, dedupKey)];
            return PositionOf(await connection.RunAsync(s_ephemeral, keys, [(byte[])live!, position, BytesOf(body), LifetimeOf(how)], cancellationToken));
        }

        var message = new byte[LiveHeader.Length + body.Json.Length];
        body.Json.CopyTo(message.AsMemory(LiveHeader.Length));
        EventId id = default;
        await connection.CallAsync(
            (redis, _) =>
            {
                ISubscriber subscriber = redis.Subscriber;
                // Numbered in the order of sending, so that what one node publishes arrives in the order of its ids.
                lock (_ephemeral)
                {
                    id = NextEphemeralId();
                    LiveHeader.Write(id, message);
                    // Another server's subscribers would be all that heard it, and it would count as published.
                    return subscriber.PublishAsync(live, message, CommandFlags.DemandMaster);
                }
            },
            0,
            cancellationToken);
        return id;
    }

    private EventId NextEphemeralId()
    {
        lock (_ephemeral)
        {
            _ephemeralMilliseconds = Math.Max(_ephemeralMilliseconds, time.GetUtcNow().ToUnixTimeMilliseconds());
            return new EventId(_ephemeralMilliseconds, _ephemeralEpoch, ++_ephemeralOffset);
        }
    }

    // Most bodies are an array of their own, which nobody writes to.
    private static byte[] BytesOf(EventBody body) =>
        MemoryMarshal.TryGetArray(body.Json, out ArraySegment<byte> segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : body.Json.ToArray();

    private static long LifetimeOf(PublishOptions how) => Math.Max(1, (long)how.DedupLifetime.TotalMilliseconds);

    private static EventId PositionOf(RedisResult answer) =>
        RedisPosition.TryRead((byte[]?)answer, out EventId id) ? id : throw new BrokerUnavailableException("A publish was answered in a form that is not known.");
}
