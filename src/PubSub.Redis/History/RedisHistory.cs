using System.Globalization;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Redis.Connecting;
using PubSub.Redis.Diagnostics;
using StackExchange.Redis;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Redis.History;

/// <summary>Reads the streams of channels with history. Each read is one script, and so of one moment.</summary>
internal sealed class RedisHistory(RedisConnection connection, RedisOptions options, ILogger logger) : IEventHistory
{
    /// <summary>The most bytes of bodies that one call takes out of Redis, where a reader allows more.</summary>
    private const int MostBytes = 4 << 20;

    private static readonly RedisScript s_top = RedisScript.Of("channel.lua", "top.lua");
    private static readonly RedisScript s_read = RedisScript.Of("channel.lua", "read.lua");

    private readonly RedisValue _lifetime = (long)options.ChannelLifetime.TotalMilliseconds;

    /// <inheritdoc/>
    public bool HasContiguousOffsets => true;

    /// <inheritdoc/>
    public async ValueTask<EventId> GetTopAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        RedisResult answer = await connection.RunAsync(s_top, KeysOf(channel), [Epoch.Random(), _lifetime], cancellationToken);
        return PositionOf((byte[]?)answer);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventId>> GetTopsAsync(IReadOnlyList<ChannelName> channels, CancellationToken cancellationToken)
    {
        // Sent without waiting for each other's answers.
        var tops = new Task<EventId>[channels.Count];
        for (int i = 0; i < tops.Length; i++) tops[i] = GetTopAsync(channels[i], cancellationToken).AsTask();
        return await Task.WhenAll(tops);
    }

    /// <inheritdoc/>
    public async ValueTask<HistoryPage> ReadAfterAsync(ChannelName channel, HistoryPosition after, ReadOptions limits, CancellationToken cancellationToken)
    {
        while (true)
        {
            RedisValue[] arguments = ArgumentsOf(after, limits);
            var answer = (RedisResult[]?)await connection.RunAsync(s_read, KeysOf(channel), arguments, cancellationToken);
            if (answer is not { Length: 9 }) throw new BrokerUnavailableException("A read of history was answered in a form that is not known.");
            HistoryPage page = PageOf(channel, answer, out EventId? lastSkipped);
            // A page of nothing but corrupt entries has no position to go on from but theirs.
            if (page.Events.Count > 0 || !page.HasMore || lastSkipped is null) return page;
            if (page.Truncated) return await SkipAsync(channel, page, lastSkipped.Value, limits, cancellationToken);
            after = HistoryPosition.After(lastSkipped.Value);
        }
    }

    private async ValueTask<HistoryPage> SkipAsync(ChannelName channel, HistoryPage page, EventId lastSkipped, ReadOptions limits, CancellationToken cancellationToken)
    {
        HistoryPage rest = await ReadAfterAsync(channel, HistoryPosition.After(lastSkipped), limits, cancellationToken);
        return rest with { Truncated = page.Truncated || rest.Truncated };
    }

    private RedisKey[] KeysOf(ChannelName channel) => [connection.Keys.Log(channel), connection.Keys.Meta(channel)];

    private RedisValue[] ArgumentsOf(HistoryPosition after, ReadOptions limits)
    {
        RedisValue by = "oldest", ms = 0, epoch = 0, offset = 0;
        if (after.Id is { } id)
        {
            (by, ms, epoch, offset) = ("id", id.UnixMilliseconds, id.Epoch, id.Offset);
        }
        else if (after.UnixMilliseconds is { } time and >= 0)
        {
            // Before 1970 there is nothing.
            (by, ms) = ("time", time);
        }

        return
        [
            by, ms, epoch, offset, Math.Max(1, limits.MaxEvents), Math.Clamp(limits.MaxBytes, 1, MostBytes), Epoch.Random(), _lifetime,
            limits.Retention is null ? "own" : "given", RetentionText.AgeOf(limits.Retention), RetentionText.CountOf(limits.Retention),
            limits.OnlyIfContinuous ? "1" : "",
        ];
    }

    private HistoryPage PageOf(ChannelName channel, RedisResult[] answer, out EventId? lastSkipped)
    {
        long epoch = (long)answer[2];
        var start = new EventId((long)answer[3], epoch, (long)answer[4]);
        var top = new EventId((long)answer[5], epoch, (long)answer[6]);
        var found = (RedisResult[])answer[7]!;
        var events = new List<ChannelEvent>(found.Length / 2);
        lastSkipped = null;
        for (int i = 0; i + 1 < found.Length; i += 2)
        {
            string position = (string)found[i]!;
            EventId id = Parse(position, epoch);
            if (EventBody.TryRead((byte[])found[i + 1]!, out EventBody? body))
            {
                events.Add(new ChannelEvent(id, body));
            }
            else
            {
                lastSkipped = id;
                Skip(channel, position);
            }
        }

        foreach (RedisResult foreign in (RedisResult[])answer[8]!) Skip(channel, (string)foreign!);
        return new HistoryPage(events, start, top, Truncated: (long)answer[0] != 0, HasMore: (long)answer[1] != 0);
    }

    private void Skip(ChannelName channel, string position)
    {
        RedisMetrics.SkippedEntry();
        RedisLog.EntrySkipped(logger, channel.Value, position);
    }

    // The script answers only entries whose numbers an id has room for.
    private static EventId Parse(string position, long epoch)
    {
        int dash = position.IndexOf('-', StringComparison.Ordinal);
        return new EventId(
            long.Parse(position.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture), epoch,
            long.Parse(position.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static EventId PositionOf(byte[]? answer) =>
        RedisPosition.TryRead(answer, out EventId id) ? id : throw new BrokerUnavailableException("The top of a channel was answered in a form that is not known.");
}
