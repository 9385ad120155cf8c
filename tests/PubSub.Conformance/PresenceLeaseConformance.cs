using PubSub.Contracts;
using PubSub.Core.Presence;

namespace PubSub.Conformance;

/// <summary>Heartbeats and leases that lapse, as every presence store keeps them.</summary>
public abstract class PresenceLeaseConformance<TFixture> : PresenceStoreConformance<TFixture>
    where TFixture : IPresenceStoreFixture, new()
{
    [SkippableFact]
    public async Task Sweep_LapsedConnection_LeavesAndIsToldOnceByNobody()
    {
        await JoinBrieflyAsync("ann");
        await LapseAsync();
        int[] swept = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? Store : Other).SweepAsync(Sweep, default).AsTask())));
        // What comes after it has come after all that was told before.
        await JoinAsync("bob");

        swept.Sum().ShouldBe(1);
        PresenceChange[] told = await Sink.HearsAsync(Room, 3);
        told.Select(change => (change.Kind, change.Member.Id, change.By)).ShouldBe(
            [(PresenceChangeKind.Joined, "ann", "ann-1"), (PresenceChangeKind.Left, "ann", null), (PresenceChangeKind.Joined, "bob", "bob-1")]);
    }

    [SkippableFact]
    public async Task Sweep_LeaseThatHolds_RemovesNothing()
    {
        await JoinAsync("ann");
        await LapseAsync();

        (await Store.SweepAsync(Sweep, default)).ShouldBe(0);
        (await Store.CountAsync(Room, default)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Sweep_RenewedConnection_Stays()
    {
        await JoinBrieflyAsync("ann");
        (await Other.BeatAsync([Connection("ann")], Long.Lease, default)).ShouldBeEmpty();
        await LapseAsync();

        (await Store.SweepAsync(Sweep, default)).ShouldBe(0);
    }

    [SkippableFact]
    public async Task Sweep_OneOfTwoConnectionsLapsed_MemberStays()
    {
        await JoinBrieflyAsync("ann", "one");
        PresenceOutcome second = await JoinAsync("ann", "two");
        await LapseAsync();

        (await Store.SweepAsync(Sweep, default)).ShouldBe(1);
        (await Store.GetAsync(Room, default)).Position.ShouldBe(second.Position);
        (await Store.LeaveAsync(Connection("ann", "one"), default)).Status.ShouldBe(PresenceStatus.NotMember);
    }

    [SkippableFact]
    public async Task Sweep_AfterTheStoreWasAway_SparesWhatLapsedForALease()
    {
        PresenceSweep impatient = Sweep with { AwayAfter = Fixture.Unit / 2, Lease = Fixture.Unit * 30 };
        await JoinBrieflyAsync("ann");
        await LapseAsync();

        (await Store.SweepAsync(impatient, default)).ShouldBe(0);
        (await Other.SweepAsync(Sweep, default)).ShouldBe(0);
        (await Store.CountAsync(Room, default)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Sweep_OneLeaseAfterTheStoreCameBack_RemovesWhatLapsed()
    {
        PresenceSweep impatient = Sweep with { AwayAfter = Fixture.Unit / 2, Lease = Fixture.Unit };
        await JoinBrieflyAsync("ann");
        await LapseAsync();
        (await Store.SweepAsync(impatient, default)).ShouldBe(0);
        await LapseAsync();

        (await Store.SweepAsync(Sweep, default)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Sweep_Limit_RemovesTheRestInFurtherRounds()
    {
        for (int i = 0; i < 40; i++) await JoinBrieflyAsync($"user-{i}");
        await LapseAsync();
        int swept = 0;
        while (await Store.SweepAsync(Sweep with { Limit = 10 }, default) is > 0 and int removed)
        {
            removed.ShouldBeLessThanOrEqualTo(10);
            swept += removed;
        }

        swept.ShouldBe(40);
    }

    [SkippableFact]
    public async Task Beat_ConnectionsThatAreNotThere_AreAnswered()
    {
        PresenceConnection elsewhere = Connection("ann") with { Channel = ChannelName.Parse("chat:elsewhere") };
        await JoinAsync("ann");
        await JoinAsync("bob");
        await Store.LeaveAsync(Connection("bob"), default);

        (await Store.BeatAsync([Connection("bob"), Connection("ann"), elsewhere], Long.Lease, default)).ShouldBe([Connection("bob"), elsewhere], ignoreOrder: true);
    }

    [SkippableFact]
    public async Task Beat_SweptConnection_IsAnsweredAndMayJoinAgain()
    {
        PresenceMember first = await JoinBrieflyAsync("ann");
        await LapseAsync();
        await Store.SweepAsync(Sweep, default);

        (await Store.BeatAsync([Connection("ann")], Long.Lease, default)).ShouldBe([Connection("ann")]);
        PresenceMember again = (await Store.JoinAsync(Connection("ann"), Ann, PresenceStay.Of(first), Long, default)).Member!;
        (again.JoinedAt, again.Generation > first.Generation).ShouldBe((first.JoinedAt, true));
    }

    private async Task<PresenceMember> JoinBrieflyAsync(string memberId, string? clientId = null) =>
        (await Store.JoinAsync(Connection(memberId, clientId), Ann, null, Brief, default)).Member!;
}
