using System.Text.Json;
using BenchmarkDotNet.Attributes;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Publishing;

namespace PubSub.Benchmarks.Micro;

/// <summary>What members cost on the in-memory store, in a channel that others are in already and to which nobody on this node listens.</summary>
[MemoryDiagnoser]
public class PresenceBenchmarks
{
    private static readonly ChannelName s_room = ChannelName.Parse("presence-room");

    private readonly Engine _engine = new();
    private readonly ChannelDefinition _definition;
    private readonly JsonElement _info = JsonSerializer.SerializeToElement(new { name = "Ann", avatar = "https://example.com/ann.jpg" });
    private readonly JsonElement[] _cursors = [.. Enumerable.Range(0, 2).Select(x => JsonSerializer.SerializeToElement(new { cursor = new { x, y = 200 } }))];
    private long _moves;

    public PresenceBenchmarks() => _definition = _engine.ChannelOf(s_room);

    /// <summary>How many are in the channel.</summary>
    [Params(10, 1000)]
    public int Others { get; set; }

    [GlobalSetup]
    public async Task JoinOthersAsync()
    {
        for (int i = 0; i < Others; i++) await _engine.Presence.JoinAsync(s_room, _definition, Caller.Anonymous, $"other-{i}", _info, CancellationToken.None);
    }

    /// <summary>Somebody comes and goes.</summary>
    [Benchmark(Baseline = true)]
    public async Task JoinAndLeaveAsync()
    {
        await _engine.Presence.JoinAsync(s_room, _definition, Caller.Anonymous, "ann", _info, CancellationToken.None);
        await _engine.Presence.LeaveAsync(s_room, "ann", CancellationToken.None);
    }

    /// <summary>A cursor moves.</summary>
    [Benchmark]
    public async Task UpdateAsync() => await _engine.Presence.UpdateAsync(s_room, "other-0", _cursors[++_moves % 2], CancellationToken.None);

    /// <summary>A heartbeat of all who are there.</summary>
    [Benchmark]
    public Task BeatAsync() => _engine.Presence.BeatAsync(CancellationToken.None);
}
