using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Contracts;
using PubSub.Core.Presence;
using PubSub.Core.Tests.Presence;
using PubSub.Redis.Connecting;
using PubSub.Redis.Presence;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Redis.Tests.Presence;

/// <summary>Redis has lost a part of what there is of a channel, as one does that evicts keys: nothing is done by halves, and heartbeats put it right.</summary>
public sealed class RedisPresenceLossTests : IAsyncLifetime
{
    private static readonly PresenceKeys s_keys = new("test:", 0);

    private RedisServer _server = null!;
    private RedisConnection _connection = null!;
    private RedisPresenceStore _store = null!;
    private PresenceNode _node = null!;

    public async Task InitializeAsync()
    {
        Servers.RequireRedis();
        _server = await RedisServer.StartAsync();
        _connection = new RedisConnection(
            new RedisOptions { Configuration = _server.Url, KeyPrefix = "test:" }, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        _store = new RedisPresenceStore(_connection, s_keys, TimeProvider.System, NullLogger<RedisPresenceStore>.Instance);
        _node = await PresenceNode.StartAsync(_store, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _store.Dispose();
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    [SkippableFact]
    public async Task Leave_RecordThatIsGone_IsTold()
    {
        MemberListSession session = await _node.ListenAsync();
        await _node.JoinAsync("ann", "a1");
        await _node.JoinAsync("bob", "b1");
        await session.HasAsync("ann", "bob");
        await LoseAsync(s_keys.Record(PresenceNode.Room));

        await _node.LeaveAsync("a1");

        await session.HasAsync("bob");
    }

    [SkippableFact]
    public async Task Update_RecordThatIsGone_IsTold()
    {
        MemberListSession session = await _node.ListenAsync();
        await _node.JoinAsync("ann", "a1");
        await session.HasAsync("ann");
        await LoseAsync(s_keys.Record(PresenceNode.Room));

        await _node.UpdateAsync("a1", """{"status":"away"}""");

        await Eventually.HoldsAsync(() => session.Json("ann").Contains("away", StringComparison.Ordinal), "the update is told");
    }

    [SkippableTheory]
    [InlineData("members")]
    [InlineData("connections")]
    [InlineData("members connections")]
    [InlineData("members connections record")]
    public async Task Beat_PartThatIsGone_IsPutBackAndLeavesWithTheLastConnection(string lost)
    {
        await _node.JoinAsync("ann", "a1");
        await _node.JoinAsync("ann", "a2");
        foreach (string what in lost.Split(' '))
            await LoseAsync(what switch { "members" => s_keys.Members(PresenceNode.Room), "connections" => s_keys.Connections(PresenceNode.Room), _ => s_keys.Record(PresenceNode.Room) });

        await _node.Hub.BeatAsync(CancellationToken.None);

        (await _node.MembersAsync()).ShouldBe(["ann"]);
        await _node.LeaveAsync("a1");
        (await _node.MembersAsync()).ShouldBe(["ann"]);
        await _node.LeaveAsync("a2");
        (await _node.MembersAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task GetPositions_RecordThatCannotBeRead_LeavesOnlyItsOwnUnknown()
    {
        // All of one shard, so that one call reads them.
        ChannelName[] channels = [.. Enumerable.Range(0, 1000).Select(i => ChannelName.Parse($"chat:{i}")).Where(each => s_keys.ShardNumberOf(each) == 3).Take(3)];
        PresenceTerms terms = new(TimeSpan.FromMinutes(1), 1000, 1000);
        PresenceOutcome joined = await _store.JoinAsync(new PresenceConnection(channels[2], "ann", "a1"), PresenceInfo.Empty, null, terms, default);
        await _server.CliAsync("SET", s_keys.Record(channels[1]).ToString(), "somebody else's");

        (await _store.GetPositionsAsync(channels, default)).ShouldBe([default(PresencePosition), null, joined.Position]);
    }

    [SkippableFact]
    public async Task GetPositions_ManyChannelsOfAShard_AreOneCall()
    {
        ChannelName[] channels = [.. Enumerable.Range(0, 5000).Select(i => ChannelName.Parse($"chat:{i}")).Where(each => s_keys.ShardNumberOf(each) == 3).Take(200)];
        await _store.GetPositionsAsync(channels, default);
        long before = await ScriptCallsAsync();
        await _store.GetPositionsAsync(channels, default);

        (await ScriptCallsAsync() - before).ShouldBe(1);
    }

    private async Task LoseAsync(StackExchange.Redis.RedisKey key) => (await _server.CliAsync("DEL", key.ToString())).Trim().ShouldBe("1");

    private async Task<long> ScriptCallsAsync() =>
        (await _server.CliAsync("INFO", "commandstats")).Split('\n').Where(line => line.StartsWith("cmdstat_eval", StringComparison.Ordinal))
            .Sum(line => long.Parse(line[(line.IndexOf("calls=", StringComparison.Ordinal) + 6)..].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
}
