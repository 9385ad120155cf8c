using PubSub.Contracts;
using PubSub.Core.Presence;

namespace PubSub.Conformance;

/// <summary>Who is in a channel, as every store keeps it and tells it.</summary>
public abstract class PresenceMemberConformance<TFixture> : PresenceStoreConformance<TFixture>
    where TFixture : IPresenceStoreFixture, new()
{
    [SkippableFact]
    public async Task Join_FirstConnection_IsToldToEveryNode()
    {
        PresenceOutcome joined = await JoinAsync("ann");

        joined.Status.ShouldBe(PresenceStatus.Done);
        foreach (RecordingPresenceSink sink in (RecordingPresenceSink[])[Sink, OtherSink])
        {
            PresenceChange change = (await sink.HearsAsync(Room, 1)).ShouldHaveSingleItem();
            change.Kind.ShouldBe(PresenceChangeKind.Joined);
            change.By.ShouldBe("ann-1");
            change.Position.ShouldBe(joined.Position);
            ShouldBeSame(change.Member, joined.Member);
        }
    }

    [SkippableFact]
    public async Task EveryChange_IsToldWithTheTimeOfTheStore()
    {
        PresenceMember joined = (await JoinAsync("ann")).Member!;
        await Fixture.ElapseAsync(TimeSpan.FromMilliseconds(5));
        PresenceMember updated = (await Store.UpdateAsync(Connection("ann"), Ann, Long, default)).Member!;
        await Fixture.ElapseAsync(TimeSpan.FromMilliseconds(5));
        await Store.LeaveAsync(Connection("ann"), default);
        PresenceMember again = (await JoinAsync("ann")).Member!;

        PresenceChange[] told = await OtherSink.HearsAsync(Room, 4);
        (told[0].At, told[1].At, told[3].At).ShouldBe((joined.JoinedAt, updated.UpdatedAt!.Value, again.JoinedAt));
        told[2].At.ShouldBeInRange(told[1].At.AddMilliseconds(5), told[3].At);
    }

    [SkippableFact]
    public async Task Join_FirstConnection_IsAMemberAsItSays()
    {
        PresenceMember me = (await JoinAsync("ann")).Member!;

        (me.Id, me.ClientId, TextOf(me.Info), me.UpdatedAt).ShouldBe(("ann", "ann-1", "name=\"Ann\"", null));
        ShouldBeSame((await Other.GetAsync(Room, default)).Members.ShouldHaveSingleItem(), me);
    }

    [SkippableFact]
    public async Task Join_FurtherConnectionOfAUser_IsNoChange()
    {
        PresenceOutcome first = await JoinAsync("ann", "one");
        PresenceOutcome second = await Other.JoinAsync(Connection("ann", "two"), Ann, null, Long, default);

        second.Position.ShouldBe(first.Position);
        second.Member!.ClientId.ShouldBe("one");
        (await Store.CountAsync(Room, default)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Join_FurtherConnectionThatTellsMore_IsAnUpdate()
    {
        await JoinAsync("ann", "one");
        await Other.JoinAsync(Connection("ann", "two"), Info("""{"status":"away"}"""), null, Long, default);

        PresenceChange[] told = await Sink.HearsAsync(Room, 2);
        told[1].Kind.ShouldBe(PresenceChangeKind.Updated);
        told[1].By.ShouldBe("two");
        TextOf(told[1].Member.Info).ShouldBe("name=\"Ann\",status=\"away\"");
    }

    [SkippableFact]
    public async Task Join_SameConnectionAgain_IsNoChange()
    {
        PresenceOutcome first = await JoinAsync("ann");
        PresenceOutcome again = await JoinAsync("ann");
        await Store.LeaveAsync(Connection("ann"), default);

        again.Position.ShouldBe(first.Position);
        (await Other.CountAsync(Room, default)).ShouldBe(0);
    }

    [SkippableFact]
    public async Task Join_ConnectionOfAnotherMember_IsRefused()
    {
        await JoinAsync("ann", "one");

        (await JoinAsync("bob", "one")).Status.ShouldBe(PresenceStatus.NotMember);
        (await Store.GetAsync(Room, default)).Members.ShouldHaveSingleItem().Id.ShouldBe("ann");
    }

    [SkippableFact]
    public async Task Join_PutBack_KeepsTheTimeAtWhichItJoined()
    {
        DateTimeOffset before = new(2026, 1, 1, 10, 0, 0, 5, TimeSpan.Zero);

        (await Store.JoinAsync(Connection("ann"), Ann, new PresenceStay(before, null), Long, default)).Member!.JoinedAt.ShouldBe(before);
    }

    [SkippableFact]
    public async Task Join_PutBackOfAMemberThatIsThere_ChangesNothing()
    {
        PresenceMember known = (await JoinAsync("ann", "one", Info("""{"status":"here","old":1}"""))).Member!;
        await Fixture.ElapseAsync(TimeSpan.FromMilliseconds(2));
        PresenceOutcome updated = await Store.UpdateAsync(Connection("ann", "one"), Info("""{"status":"away"}"""), Long, default);
        PresenceOutcome back = await Other.JoinAsync(Connection("ann", "two"), known.Info, PresenceStay.Of(known), Long, default);

        (back.Status, back.Position).ShouldBe((PresenceStatus.Done, updated.Position));
        ShouldBeSame((await Store.GetAsync(Room, default)).Members.ShouldHaveSingleItem(), updated.Member);
        (await Store.BeatAsync([Connection("ann", "two")], Long.Lease, default)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Join_PutBackOfAMemberThatIsGone_KeepsTheTimeAtWhichItWasUpdated()
    {
        PresenceStay stay = new(new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 1, 10, 0, 5, TimeSpan.Zero));
        await Store.JoinAsync(Connection("ann"), Ann, stay, Long, default);

        PresenceStay.Of((await Other.GetAsync(Room, default)).Members.ShouldHaveSingleItem()).ShouldBe(stay);
    }

    [SkippableFact]
    public async Task Join_PutBackThatKnowsNewer_IsAnUpdateToAllThatItTells()
    {
        DateTimeOffset joined = new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero);
        PresenceStay newer = new(joined, joined.AddSeconds(5));
        await Store.JoinAsync(Connection("ann", "one"), Info("""{"status":"here","old":1}"""), new PresenceStay(joined, null), Long, default);
        await Other.JoinAsync(Connection("ann", "two"), Info("""{"status":"away"}"""), newer, Long, default);

        PresenceChange told = (await Sink.HearsAsync(Room, 2))[1];
        (told.Kind, TextOf(told.Member.Info), PresenceStay.Of(told.Member)).ShouldBe((PresenceChangeKind.Updated, "status=\"away\"", newer));
    }

    [SkippableFact]
    public async Task Join_FullChannel_IsRefusedAndChangesNothing()
    {
        PresenceTerms one = Long with { MaxMembers = 1 };
        PresenceOutcome first = await Store.JoinAsync(Connection("ann"), Ann, null, one, default);
        PresenceOutcome second = await Store.JoinAsync(Connection("bob"), Ann, null, one, default);

        second.Status.ShouldBe(PresenceStatus.Full);
        (await Store.GetAsync(Room, default)).Position.ShouldBe(first.Position);
        (await Store.JoinAsync(Connection("ann", "two"), Ann, null, one, default)).Status.ShouldBe(PresenceStatus.Done);
    }

    [SkippableFact]
    public async Task Join_MoreThanAMemberMayTell_IsRefused()
    {
        (await JoinAsync("ann", info: Info($$"""{"x":"{{new string('x', 300)}}"}"""))).Status.ShouldBe(PresenceStatus.TooLarge);

        (await Store.CountAsync(Room, default)).ShouldBe(0);
    }

    [SkippableFact]
    public async Task Update_MoreThanAMemberMayTellInAll_IsRefusedAndChangesNothing()
    {
        PresenceOutcome joined = await JoinAsync("ann", info: Info($$"""{"x":"{{new string('x', 150)}}"}"""));
        PresenceOutcome outcome = await Store.UpdateAsync(Connection("ann"), Info($$"""{"y":"{{new string('y', 150)}}"}"""), Long, default);

        outcome.Status.ShouldBe(PresenceStatus.TooLarge);
        PresenceSnapshot snapshot = await Store.GetAsync(Room, default);
        snapshot.Position.ShouldBe(joined.Position);
        snapshot.Members[0].Info.Fields.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task Update_Member_PutsMembersOverItsOwnAndIsTold()
    {
        PresenceMember before = (await JoinAsync("ann", info: Info("""{"name":"Ann","status":"here"}"""))).Member!;
        PresenceMember after = (await Store.UpdateAsync(Connection("ann"), Info("""{"status":"away","n":1}"""), Long, default)).Member!;

        TextOf(after.Info).ShouldBe("name=\"Ann\",status=\"away\",n=1");
        after.UpdatedAt.ShouldNotBeNull();
        (after.JoinedAt, after.Generation).ShouldBe((before.JoinedAt, before.Generation));
        PresenceChange told = (await OtherSink.HearsAsync(Room, 2))[1];
        told.Kind.ShouldBe(PresenceChangeKind.Updated);
        told.By.ShouldBe("ann-1");
        ShouldBeSame(told.Member, after);
    }

    [SkippableFact]
    public async Task Update_SameAgain_IsAChange()
    {
        PresenceOutcome joined = await JoinAsync("ann");

        (await Store.UpdateAsync(Connection("ann"), Ann, Long, default)).Position.Version.ShouldBe(joined.Position.Version + 1);
    }

    [SkippableFact]
    public async Task EveryStep_ConnectionThatIsNotThere_DoesNothing()
    {
        PresenceOutcome joined = await JoinAsync("ann", "one");

        (await Store.UpdateAsync(Connection("ann", "two"), Ann, Long, default)).Status.ShouldBe(PresenceStatus.NotMember);
        (await Store.LeaveAsync(Connection("ann", "two"), default)).Status.ShouldBe(PresenceStatus.NotMember);
        (await Store.LeaveAsync(Connection("bob", "one"), default)).Status.ShouldBe(PresenceStatus.NotMember);
        (await Store.GetAsync(Room, default)).Position.ShouldBe(joined.Position);
    }

    [SkippableFact]
    public async Task Leave_OneOfTwoConnections_IsNoChange()
    {
        await JoinAsync("ann", "one");
        PresenceOutcome second = await JoinAsync("ann", "two");
        PresenceOutcome left = await Store.LeaveAsync(Connection("ann", "one"), default);

        (left.Status, left.Position).ShouldBe((PresenceStatus.Done, second.Position));
        (await Store.CountAsync(Room, default)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Leave_LastConnection_IsToldWithTheMemberAsItWas()
    {
        PresenceMember me = (await JoinAsync("ann")).Member!;
        await Other.LeaveAsync(Connection("ann"), default);

        PresenceChange told = (await Sink.HearsAsync(Room, 2))[1];
        (told.Kind, told.By).ShouldBe((PresenceChangeKind.Left, "ann-1"));
        ShouldBeSame(told.Member, me);
        (await Store.GetAsync(Room, default)).Members.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Join_AfterLeave_IsANewerGeneration()
    {
        PresenceMember first = (await JoinAsync("ann")).Member!;
        await Store.LeaveAsync(Connection("ann"), default);

        (await JoinAsync("ann")).Member!.Generation.ShouldBeGreaterThan(first.Generation);
    }

    [SkippableTheory]
    [InlineData("1.0")]
    [InlineData("1e400")]
    [InlineData("12345678901234567890")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"b\":[1,{\"a\":[]}],\"a\":\"\\u0000\"}")]
    [InlineData("\"žluťoučký 🐎\"")]
    public async Task Join_AnyJson_ComesBackByteForByte(string value)
    {
        PresenceInfo info = Info($$"""{"":1,"ž ":{{value}}}""");
        await JoinAsync("ann", info: info);

        TextOf((await Other.GetAsync(Room, default)).Members[0].Info).ShouldBe(TextOf(info));
        TextOf((await OtherSink.HearsAsync(Room, 1))[0].Member.Info).ShouldBe(TextOf(info));
    }

    [SkippableFact]
    public async Task EveryChange_OfManyNodesAtOnce_HasTheNextVersion()
    {
        IPresenceStore[] nodes = [Store, Other];
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            await nodes[i % 2].JoinAsync(Connection($"user-{i % 10}", $"c{i}"), Ann, null, Long, default);
            await nodes[(i + 1) % 2].UpdateAsync(Connection($"user-{i % 10}", $"c{i}"), Ann, Long, default);
            if (i % 2 == 0) await nodes[i % 2].LeaveAsync(Connection($"user-{i % 10}", $"c{i}"), default);
        })));

        PresenceSnapshot snapshot = await Store.GetAsync(Room, default);
        foreach (RecordingPresenceSink sink in (RecordingPresenceSink[])[Sink, OtherSink])
        {
            PresenceChange[] told = await sink.HearsAsync(Room, (int)snapshot.Position.Version);
            told.Select(change => change.Position.Version).Order().ShouldBe(Enumerable.Range(1, told.Length).Select(i => (long)i));
            told.ShouldAllBe(change => change.Position.Epoch == snapshot.Position.Epoch);
        }
    }

    [SkippableFact]
    public async Task Get_Members_AreSortedByTimeAndThenById()
    {
        DateTimeOffset early = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await Store.JoinAsync(Connection("b"), Ann, new PresenceStay(early.AddSeconds(1), null), Long, default);
        await Store.JoinAsync(Connection("c"), Ann, new PresenceStay(early, null), Long, default);
        await Store.JoinAsync(Connection("B"), Ann, new PresenceStay(early.AddSeconds(1), null), Long, default);

        (await Other.GetAsync(Room, default)).Members.Select(member => member.Id).ShouldBe(["c", "B", "b"]);
    }

    [SkippableFact]
    public async Task Get_ChannelsThatDifferByCase_AreApart()
    {
        ChannelName upper = ChannelName.Parse("chat:ROOM");
        await JoinAsync("ann");

        (await Store.GetAsync(upper, default)).Members.ShouldBeEmpty();
        (await Store.CountAsync(upper, default)).ShouldBe(0);
    }

    [SkippableFact]
    public async Task GetPositions_Channels_AreThoseOfTheirSnapshots()
    {
        await JoinAsync("ann");
        ChannelName never = ChannelName.Parse("chat:never");

        (await Other.GetPositionsAsync([never, Room], default)).ShouldBe([default(PresencePosition), (await Store.GetAsync(Room, default)).Position]);
        PresenceSnapshot nobody = await Store.GetAsync(never, default);
        (nobody.Position, nobody.Members.Count).ShouldBe((default, 0));
    }

    private static void ShouldBeSame(PresenceMember? one, PresenceMember? other)
    {
        one.ShouldNotBeNull();
        other.ShouldNotBeNull();
        (one with { Info = PresenceInfo.Empty }).ShouldBe(other with { Info = PresenceInfo.Empty });
        one.Info.IsSameAs(other.Info).ShouldBeTrue();
    }
}
