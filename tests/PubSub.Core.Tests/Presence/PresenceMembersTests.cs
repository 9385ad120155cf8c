using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Presence;

public sealed class PresenceMembersTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly List<string> _told = [];
    private readonly PresenceMembers _members;

    public PresenceMembersTests() => _members = new PresenceMembers(change => _told.Add($"{change.Kind} {change.Member.Id}"), new ManualTimeProvider(s_start));

    [Fact]
    public void Adopt_SnapshotOvertakenAfterVersionsWereGivenAgain_EndsWithWhatTheStoreHas()
    {
        _members.Adopt(new PresenceSnapshot(new PresencePosition(7, 99), []), _members.Await());
        _members.Take(Joined("bob", 100));
        // A server without the last change has come up, and gives its version again.
        PresencePosition askedAt = _members.Await();
        _members.Take(Joined("cora", 100));
        _members.Take(Joined("dan", 101));
        _members.Take(Joined("eve", 102));

        _members.Adopt(new PresenceSnapshot(new PresencePosition(7, 101), [Member("cora", 100), Member("dan", 101)]), askedAt).ShouldBeTrue();

        _members.All.Select(member => member.Id).Order(StringComparer.Ordinal).ShouldBe(["cora", "dan", "eve"]);
        _members.Position.ShouldBe(new PresencePosition(7, 102));
        _told.ShouldBe(["Joined bob", "Joined dan", "Joined eve", "Left bob", "Joined cora"]);
    }

    [Fact]
    public void Adopt_SnapshotThatWasOvertaken_TellsNothingTwice()
    {
        _members.Adopt(new PresenceSnapshot(new PresencePosition(7, 99), []), _members.Await());
        PresencePosition askedAt = _members.Await();
        _members.Take(Joined("ann", 100));
        _members.Take(Joined("bob", 101));
        _members.Take(new PresenceChange(PresenceChangeKind.Left, Member("ann", 100), new PresencePosition(7, 102), s_start, "ann-1"));

        _members.Adopt(new PresenceSnapshot(new PresencePosition(7, 100), [Member("ann", 100)]), askedAt).ShouldBeTrue();

        _told.ShouldBe(["Joined ann", "Joined bob", "Left ann"]);
    }

    [Fact]
    public void Adopt_WhoLeftAndIsBackWithTheSameTime_IsToldBoth()
    {
        _members.Adopt(new PresenceSnapshot(new PresencePosition(7, 1), [Member("ann", 1)]), default);
        _members.Adopt(new PresenceSnapshot(new PresencePosition(7, 3), [Member("ann", 1) with { Generation = 3, Version = 3 }]), _members.Await());

        _told.ShouldBe(["Joined ann", "Left ann", "Joined ann"]);
    }

    [Fact]
    public void Adopt_RecordThatWasLost_TellsNothingOfWhoIsStillThere()
    {
        _members.Adopt(new PresenceSnapshot(new PresencePosition(7, 5), [Member("ann", 5)]), default);
        _members.Adopt(new PresenceSnapshot(new PresencePosition(8, 1), [Member("ann", 5) with { Generation = 1, Version = 5 }]), _members.Await());

        _told.ShouldBe(["Joined ann"]);
    }

    [Fact]
    public void Adopt_NothingThereYetAndAJoinThatWasToldBefore_HasTheMember()
    {
        _members.Take(Joined("ann", 1));
        _members.Adopt(PresenceSnapshot.Empty, default).ShouldBeTrue();

        _members.All.Select(member => member.Id).ShouldBe(["ann"]);
        _members.Position.ShouldBe(new PresencePosition(7, 1));
    }

    [Fact]
    public void Take_BeforeTheFirstSnapshot_TakesEffectAfterIt()
    {
        _members.Take(Joined("ann", 1));
        _members.Take(Joined("bob", 2));
        _told.ShouldBeEmpty();
        _members.Adopt(new PresenceSnapshot(new PresencePosition(7, 1), [Member("ann", 1)]), default);

        _told.ShouldBe(["Joined ann", "Joined bob"]);
    }

    private static PresenceChange Joined(string id, long version) =>
        new(PresenceChangeKind.Joined, Member(id, version), new PresencePosition(7, version), s_start, $"{id}-1");

    private static PresenceMember Member(string id, long version) =>
        new(id, $"{id}-1", s_start.AddSeconds(version), null, PresenceInfo.Empty) { Generation = version, Version = version };
}
