using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Presence;
using PubSub.Redis.Connecting;
using StackExchange.Redis;

namespace PubSub.Redis.Presence;

/// <summary>
/// Who is in which channel, in Redis, for all nodes that share it. Every step is one script, which tells what it changed by pub/sub. Leases go by the server's
/// clock. Every call is bounded; one that Redis does not answer throws <see cref="BrokerUnavailableException"/>. Thread-safe.
/// </summary>
/// <param name="connection">Shared with others of this node, and not disposed of here.</param>
/// <param name="keys">The names of its keys.</param>
/// <param name="time">The clock of waits.</param>
/// <param name="logger">For what an operator should know.</param>
/// <param name="isSharedWithAdapter">Whether the events are carried by the same Redis, so that its health has been told.</param>
internal sealed class RedisPresenceStore(
    RedisConnection connection, PresenceKeys keys, TimeProvider time, ILogger<RedisPresenceStore> logger, bool isSharedWithAdapter = false) : IPresenceStore, IDisposable
{
    private static readonly RedisScript s_join = RedisScript.Of("presence.lua", "presence-join.lua");
    private static readonly RedisScript s_update = RedisScript.Of("presence.lua", "presence-update.lua");
    private static readonly RedisScript s_leave = RedisScript.Of("presence.lua", "presence-leave.lua");
    private static readonly RedisScript s_get = RedisScript.Of("presence.lua", "presence-get.lua");
    private static readonly RedisScript s_positions = RedisScript.Of("presence-positions.lua");
    private static readonly RedisScript s_beat = RedisScript.Of("presence-beat.lua");
    private static readonly RedisScript s_lapsed = RedisScript.Of("presence-lapsed.lua");

    private PresenceListener? _listener;

    /// <inheritdoc/>
    public string Name => "redis";

    /// <summary>True: Redis drops a subscriber that is too far behind, and what was under way to it.</summary>
    public bool MayLoseSilently => true;

    private PresenceListener Listener => _listener ?? throw new InvalidOperationException("The presence store has not been started.");

    /// <summary>The channel's shard, which in a cluster is on one server.</summary>
    public int PartOf(ChannelName channel) => keys.ShardNumberOf(channel);

    /// <inheritdoc/>
    public async ValueTask StartAsync(IPresenceSink sink, CancellationToken cancellationToken)
    {
        await connection.GetAsync(cancellationToken);
        await PresenceCheck.RunAsync(connection, time, logger, cancellationToken);
        _listener = new PresenceListener(connection, keys, sink, time, logger);
    }

    /// <inheritdoc/>
    public async ValueTask WatchAsync(ChannelName channel, CancellationToken cancellationToken) => await Listener.SubscribeAsync(channel, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask UnwatchAsync(ChannelName channel, CancellationToken cancellationToken) => await Listener.UnsubscribeAsync(channel, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<PresenceOutcome> JoinAsync(
        PresenceConnection member, PresenceInfo info, PresenceStay? stay, PresenceTerms terms, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            Told(member.Channel), Entry(member), member.MemberId, member.ClientId, Milliseconds(terms.Lease), terms.MaxInfoBytes, terms.MaxMembers, Epoch.Random(),
            Milliseconds(stay?.JoinedAt), Milliseconds(stay?.UpdatedAt), .. Pairs(info),
        ];
        return PresenceAnswer.Outcome(await RunAsync(s_join, member.Channel, arguments, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<PresenceOutcome> UpdateAsync(PresenceConnection member, PresenceInfo info, PresenceTerms terms, CancellationToken cancellationToken) =>
        PresenceAnswer.Outcome(await RunAsync(
            s_update, member.Channel, [Told(member.Channel), member.MemberId, member.ClientId, terms.MaxInfoBytes, Epoch.Random(), .. Pairs(info)], cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<PresenceOutcome> LeaveAsync(PresenceConnection member, CancellationToken cancellationToken) =>
        PresenceAnswer.Outcome(await RunAsync(s_leave, member.Channel, [Told(member.Channel), Entry(member), member.ClientId, member.MemberId, Epoch.Random()], cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PresenceConnection>> BeatAsync(
        IReadOnlyList<PresenceConnection> connections, TimeSpan lease, CancellationToken cancellationToken)
    {
        // Sent without waiting for each other's answers.
        Task<IEnumerable<PresenceConnection>>[] shards =
            [.. connections.GroupBy(each => keys.ShardOf(each.Channel)).Select(group => BeatAsync(group.Key, [.. group], lease, cancellationToken))];
        return [.. (await Task.WhenAll(shards)).SelectMany(static gone => gone)];
    }

    /// <inheritdoc/>
    public async ValueTask<int> SweepAsync(PresenceSweep sweep, CancellationToken cancellationToken)
    {
        Task<int>[] shards = [.. keys.All.Select(shard => SweepAsync(shard, sweep, cancellationToken))];
        await Task.WhenAll((IEnumerable<Task>)shards).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        int removed = shards.Where(static shard => shard.IsCompletedSuccessfully).Sum(static shard => shard.Result);
        // Shards that answer are swept to the end before one that does not is told of.
        return removed > 0 ? removed : (await Task.WhenAll(shards)).Sum();
    }

    /// <inheritdoc/>
    public async ValueTask<PresenceSnapshot> GetAsync(ChannelName channel, CancellationToken cancellationToken) =>
        PresenceAnswer.Snapshot(await RunAsync(s_get, channel, [], cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<int> CountAsync(ChannelName channel, CancellationToken cancellationToken) => (int)await connection.CallAsync(
        static (redis, members) => redis.Database.HashLengthAsync(members, CommandFlags.DemandMaster), keys.Members(channel), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PresencePosition?>> GetPositionsAsync(IReadOnlyList<ChannelName> channels, CancellationToken cancellationToken)
    {
        var found = new PresencePosition?[channels.Count];
        // Sent without waiting for each other's answers.
        Task[] shards = [.. Enumerable.Range(0, channels.Count).GroupBy(i => keys.ShardNumberOf(channels[i])).Select(shard => ReadAsync([.. shard]))];
        await Task.WhenAll(shards).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!Array.Exists(shards, static each => each.IsCompletedSuccessfully)) await Task.WhenAll(shards);
        return found;

        async Task ReadAsync(int[] places)
        {
            var answer = (RedisResult[])(await connection.RunAsync(s_positions, [.. places.Select(i => keys.Record(channels[i]))], [], cancellationToken))!;
            for (int i = 0; i < places.Length; i++)
                found[places[i]] = PresenceAnswer.TryPosition((byte[]?)answer[2 * i], (byte[]?)answer[(2 * i) + 1], out PresencePosition position) ? position : null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<AdapterHealth?> CheckHealthAsync(CancellationToken cancellationToken) =>
        isSharedWithAdapter ? null : await WriteProbe.CheckHealthAsync(connection, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _listener?.Dispose();

    private async Task<RedisResult> RunAsync(RedisScript script, ChannelName channel, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        await connection.GetAsync(cancellationToken);
        return await connection.RunAsync(script, keys.Of(channel), arguments, cancellationToken);
    }

    private async Task<IEnumerable<PresenceConnection>> BeatAsync(string shard, PresenceConnection[] members, TimeSpan lease, CancellationToken cancellationToken)
    {
        RedisKey[] touched = [keys.Leases(shard), .. members.SelectMany(each => (RedisKey[])[keys.Connections(each.Channel), keys.Members(each.Channel)])];
        RedisValue[] arguments = [Milliseconds(lease), .. members.SelectMany(static each => (RedisValue[])[Entry(each), each.ClientId, each.MemberId])];
        RedisResult gone = await connection.RunAsync(s_beat, touched, arguments, cancellationToken);
        return ((RedisResult[])gone!).Select(index => members[(int)index]);
    }

    private async Task<int> SweepAsync(string shard, PresenceSweep sweep, CancellationToken cancellationToken)
    {
        RedisResult lapsed = await connection.RunAsync(
            s_lapsed,
            [keys.Leases(shard), keys.Swept(shard)],
            [Milliseconds(sweep.Lease), Milliseconds(sweep.AwayAfter), Math.Max(1, sweep.Limit / keys.All.Count)],
            cancellationToken);
        Task<int>[] removals = [.. ((RedisResult[])lapsed!).Select(entry => ExpireAsync(shard, entry, cancellationToken))];
        return (await Task.WhenAll(removals)).Sum();
    }

    private async Task<int> ExpireAsync(string shard, RedisResult entry, CancellationToken cancellationToken)
    {
        if (!PresenceKeys.TryReadEntry((string?)entry, out ChannelName channel, out string clientId))
        {
            // Not of ours, and it would be met at every sweep.
            await connection.CallAsync(
                static (redis, what) => redis.Database.SortedSetRemoveAsync(what.Key, what.Entry, CommandFlags.DemandMaster),
                (Key: keys.Leases(shard), Entry: (RedisValue)(byte[]?)entry), cancellationToken);
            return 1;
        }

        RedisValue[] arguments = [Told(channel), PresenceKeys.Entry(channel, clientId), clientId, RedisValue.EmptyString, Epoch.Random()];
        PresenceOutcome outcome = PresenceAnswer.Outcome(await connection.RunAsync(s_leave, keys.Of(channel), arguments, cancellationToken));
        return outcome.Status == PresenceStatus.Done ? 1 : 0;
    }

    private RedisValue Told(ChannelName channel) => (string)keys.Told(channel)!;

    private static RedisValue Entry(PresenceConnection member) => PresenceKeys.Entry(member.Channel, member.ClientId);

    private static RedisValue Milliseconds(DateTimeOffset? at) => at is { } known ? known.ToUnixTimeMilliseconds() : RedisValue.EmptyString;

    private static IEnumerable<RedisValue> Pairs(PresenceInfo info) => info.Fields.SelectMany(static field => (RedisValue[])[field.Name, field.Json.ToArray()]);

    // Rounded up: the server must not take a lease for over that its holder still counts on.
    private static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);
}
