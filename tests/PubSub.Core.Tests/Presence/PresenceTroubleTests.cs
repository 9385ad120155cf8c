using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Presence;

/// <summary>What the log says of a store that is away.</summary>
public sealed class PresenceTroubleTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private readonly LogCollector _log = new();
    private readonly LoggerFactory _loggers;
    private readonly TroubledStore _store;
    private PresenceNode _node = null!;

    public PresenceTroubleTests()
    {
        _loggers = new LoggerFactory([_log]);
        _store = new TroubledStore(new InMemoryPresenceStore(new MemoryPresence(_clock)), new Random(1));
    }

    private string[] Warnings => [.. _log.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Message)];

    public async Task InitializeAsync() => _node = await PresenceNode.StartAsync(_store, _clock, logger: _loggers.CreateLogger<PresenceFeed>());

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _loggers.Dispose();
    }

    [Fact]
    public async Task Calls_ThatFail_AreLoggedOnceAndThenCounted()
    {
        _store.Before = static () => Task.FromException(new IOException("away"));
        for (int i = 0; i < 50; i++) await FailAsync($"c{i}");
        Warnings.ShouldHaveSingleItem().ShouldContain("away");

        _clock.Advance(PresenceTroubles.Period);
        int before = Warnings.Length;
        await FailAsync("again");

        Warnings[before..].ShouldContain(message => message.Contains("further call(s)", StringComparison.Ordinal));
        Warnings.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Calls_AnsweredAgain_TellHowManyHadFailed()
    {
        _store.Before = static () => Task.FromException(new IOException("away"));
        await FailAsync("a1");
        await FailAsync("b1");
        _store.Before = null;
        _clock.Advance(PresenceTroubles.Period);
        await _node.JoinAsync("cora", "c1");
        await _node.LeaveAsync("c1");

        Warnings.Length.ShouldBe(2);
        Warnings[1].ShouldContain("further call(s)");
    }

    // A join that failed is removed again, which fails as well.
    private async Task FailAsync(string clientId)
    {
        (await Should.ThrowAsync<PubSubException>(() => _node.JoinAsync(clientId, clientId))).Code.ShouldBe(ErrorCode.BrokerUnavailable);
    }
}
