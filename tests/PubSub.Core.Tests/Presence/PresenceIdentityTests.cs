using PubSub.Contracts;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Presence;

/// <summary>Which member a connection is one of, and what the host says of it.</summary>
public sealed class PresenceIdentityTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private PresenceNode _node = null!;

    public async Task InitializeAsync() => _node = await PresenceNode.StartAsync(new InMemoryPresenceStore(new MemoryPresence(_clock)), _clock);

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Join_AnonymousCaller_IsAMemberByItsConnection()
    {
        PresenceMember me = await JoinAnonymouslyAsync("c1");

        (me.Id, me.ClientId).ShouldBe(("~c1", "c1"));
    }

    [Theory]
    [InlineData("c1", "c1")]
    [InlineData("~c1", "~~c1")]
    [InlineData("~~c1", "~~~c1")]
    public async Task Join_UserNamedAfterAnAnonymousMember_IsAnother(string user, string id)
    {
        await JoinAnonymouslyAsync("c1");

        (await _node.JoinAsync(user, "u1")).Id.ShouldBe(id);
        (await _node.MembersAsync()).ShouldBe(["~c1", id], ignoreOrder: true);
    }

    [Fact]
    public async Task Join_SelectorThatTellsTooMuch_FailsForTheHostsReasonsAndIsLogged()
    {
        _node.Options.Presence.UserInfo = _ => new { Name = new string('s', 5000) };

        PubSubException error = await Should.ThrowAsync<PubSubException>(() => _node.JoinAsync("ann", "a1"));

        error.Code.ShouldBe(ErrorCode.InternalError);
        _node.Logs.Entries.ShouldHaveSingleItem().Id.Id.ShouldBe(2505);
    }

    private async Task<PresenceMember> JoinAnonymouslyAsync(string clientId) =>
        await _node.Hub.JoinAsync(PresenceNode.Room, PresenceNode.Chat, Caller.Anonymous, clientId, null, CancellationToken.None);
}
