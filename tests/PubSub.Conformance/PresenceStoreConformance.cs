using System.Text;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Presence;

namespace PubSub.Conformance;

/// <summary>What the parts of the suite of presence stores start from: an empty store, as two nodes see it that both watch one channel.</summary>
public abstract class PresenceStoreConformance<TFixture> : IAsyncLifetime
    where TFixture : IPresenceStoreFixture, new()
{
    protected static ChannelName Room { get; } = ChannelName.Parse("chat:room");

    protected static PresenceInfo Ann { get; } = Info("""{"name":"Ann"}""");

    protected TFixture Fixture { get; } = new();

    protected IPresenceStore Store { get; private set; } = null!;

    protected IPresenceStore Other { get; private set; } = null!;

    /// <summary>What <see cref="Store"/> is told.</summary>
    protected RecordingPresenceSink Sink { get; } = new();

    /// <summary>What <see cref="Other"/> is told.</summary>
    protected RecordingPresenceSink OtherSink { get; } = new();

    /// <summary>A lease that a test outlives by <see cref="LapseAsync"/>.</summary>
    protected PresenceTerms Brief => Long with { Lease = Fixture.Unit };

    /// <summary>A lease that no test outlives.</summary>
    protected PresenceTerms Long => new(Fixture.Unit * 30, MaxInfoBytes: 200, MaxMembers: 1000);

    // No test takes so long that the store would count as away.
    protected PresenceSweep Sweep => new(TimeSpan.Zero, TimeSpan.FromHours(1), 1000);

    public async Task InitializeAsync()
    {
        await Fixture.StartAsync();
        Store = await OpenAsync(Sink);
        Other = await OpenAsync(OtherSink);
        await Store.SweepAsync(Sweep, default);
    }

    public async Task DisposeAsync() => await Fixture.DisposeAsync();

    protected static PresenceConnection Connection(string memberId, string? clientId = null) => new(Room, memberId, clientId ?? $"{memberId}-1");

    protected static PresenceInfo Info(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return PresenceInfo.TryRead(document.RootElement, out PresenceInfo? info) ? info : throw new ArgumentException("Not an object.", nameof(json));
    }

    protected static string TextOf(PresenceInfo info) => string.Join(",", info.Fields.Select(field => $"{field.Name}={Encoding.UTF8.GetString(field.Json.Span)}"));

    protected ValueTask<PresenceOutcome> JoinAsync(string memberId, string? clientId = null, PresenceInfo? info = null) =>
        Store.JoinAsync(Connection(memberId, clientId), info ?? Ann, null, Long, default);

    protected ValueTask LapseAsync() => Fixture.ElapseAsync(Fixture.Unit);

    private async Task<IPresenceStore> OpenAsync(RecordingPresenceSink sink)
    {
        IPresenceStore store = Fixture.OpenOnNode();
        await store.StartAsync(sink, default);
        await store.WatchAsync(Room, default);
        return store;
    }
}
