using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Presence;

/// <summary>What the store in memory has of its own. What it answers is the conformance suite's matter.</summary>
public sealed class MemoryPresenceTests
{
    private static readonly PresenceTerms s_terms = new(TimeSpan.FromSeconds(90), 1000, 10_000);
    private static readonly PresenceSweep s_sweep = new(s_terms.Lease, TimeSpan.FromMinutes(2), 500);

    private readonly ManualTimeProvider _clock = new();
    private readonly MemoryPresence _presence;

    public MemoryPresenceTests() => _presence = new MemoryPresence(_clock);

    [Fact]
    public void Sweep_ClockWasSetBack_RemovesWhoIsGoneAfterALease()
    {
        Join("ann");
        _clock.Set(TimeSpan.FromHours(-1));
        _clock.Advance(s_terms.Lease);

        _presence.Sweep(s_sweep).ShouldBe(1);
    }

    [Fact]
    public void Sweep_ClockWasSetOn_RemovesNobody()
    {
        Join("ann");
        _clock.Set(TimeSpan.FromHours(1));

        _presence.Sweep(s_sweep with { AwayAfter = TimeSpan.FromHours(2) }).ShouldBe(0);
        _presence.Count(PresenceNode.Room).ShouldBe(1);
    }

    [Fact]
    public void Sweep_SomeRenewedAndSomeNot_RemovesThoseWithoutALease()
    {
        for (int i = 0; i < 3000; i++) Join($"user-{i}");
        _clock.Advance(s_terms.Lease / 2);
        _presence.Beat([.. Enumerable.Range(0, 3000).Where(static i => i % 3 == 0).Select(i => Connection($"user-{i}"))], s_terms.Lease);
        _clock.Advance(s_terms.Lease / 2);
        int swept = 0;
        while (_presence.Sweep(s_sweep) is > 0 and int removed) swept += removed;

        swept.ShouldBe(2000);
        _clock.Advance(s_terms.Lease / 2);
        while (_presence.Sweep(s_sweep) is > 0 and int removed) swept += removed;
        (swept, _presence.Count(PresenceNode.Room)).ShouldBe((3000, 0));
    }

    [Fact]
    public void Beat_ShorterLease_EndsTheEarlier()
    {
        Join("ann");
        _presence.Beat([Connection("ann")], TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));

        _presence.Sweep(s_sweep).ShouldBe(1);
    }

    private static PresenceConnection Connection(string user) => new(PresenceNode.Room, user, $"{user}-1");

    private void Join(string user) => _presence.Join(Connection(user), PresenceInfo.Empty, null, s_terms).Status.ShouldBe(PresenceStatus.Done);
}
