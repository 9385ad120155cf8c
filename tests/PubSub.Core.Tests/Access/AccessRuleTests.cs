using System.Security.Claims;
using PubSub.Contracts;
using PubSub.Core.Access;
using PubSub.Core.Publishing;
using PubSub.TestSupport;
using static PubSub.Core.Tests.Access.AccessHarness;

namespace PubSub.Core.Tests.Access;

public sealed class AccessRuleTests
{
    public static TheoryData<string, AccessRule> Rules => new()
    {
        { "anyone", true },
        { "nobody", false },
        { "authenticated", AccessRule.Authenticated },
        { "role", "editor" },
        { "scope", AccessRule.Scope("docs:write") },
        { "function", AccessRule.When(context => context.UserId == "ann") },
        { "all", AccessRule.All("editor", AccessRule.Scope("docs:write")) },
        { "any", AccessRule.Any("editor", AccessRule.Scope("docs:write")) },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Rule_ForEachCaller_DecidesBothOperations(string name, AccessRule rule)
    {
        var harness = new AccessHarness(options => options.Channel<DocChannel>(c =>
        {
            c.Publish = rule;
            c.Subscribe = rule;
        }));
        (string Who, Caller Caller)[] callers =
        [
            ("anonymous", Caller.Anonymous),
            ("bob", User("bob")),
            ("ann", User("ann")),
            ("editor", User("eve", (ClaimTypes.Role, "editor"))),
            ("scoped", User("sam", ("scope", "docs:read docs:write"))),
            ("both", User("max", (ClaimTypes.Role, "editor"), ("scp", "docs:write"))),
        ];
        string[] allowed = name switch
        {
            "anyone" => ["anonymous", "bob", "ann", "editor", "scoped", "both"],
            "nobody" => [],
            "authenticated" => ["bob", "ann", "editor", "scoped", "both"],
            "role" => ["editor", "both"],
            "scope" => ["scoped", "both"],
            "function" => ["ann"],
            "all" => ["both"],
            _ => ["editor", "scoped", "both"],
        };
        foreach ((string who, Caller caller) in callers)
        {
            string? expected = allowed.Contains(who) ? null : who == "anonymous" ? ErrorCode.Unauthenticated : ErrorCode.Forbidden;
            (await harness.PublishAsync(caller)).ShouldBe(expected, $"publish as {who}");
            (await harness.SubscribeAsync(caller)).ShouldBe(expected, $"read as {who}");
        }
    }

    [Fact]
    public async Task Publish_RuleForReadingOnly_LeavesPublishingToTheDefault()
    {
        var harness = new AccessHarness(options => options.Channel<DocChannel>(c => c.Subscribe = true));
        (await harness.SubscribeAsync(Caller.Anonymous)).ShouldBeNull();
        (await harness.PublishAsync(Caller.Anonymous)).ShouldBe(ErrorCode.Unauthenticated);
        (await harness.PublishAsync(User("bob"))).ShouldBeNull();
    }

    [Fact]
    public async Task Scope_PartOfAnother_IsNotIt()
    {
        var harness = new AccessHarness(options => options.Channel<DocChannel>(c => c.Publish = AccessRule.Scope("docs")));
        (await harness.PublishAsync(User("sam", ("scope", "docs:write xdocs")))).ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task When_DenyWithReason_TellsASignedInCallerTheReason()
    {
        var harness = new AccessHarness(options => options.Channel<DocChannel>(c => c.Subscribe = AccessRule.When(_ => AccessDecision.Deny("The document is archived."))));
        (await Should.ThrowAsync<PubSubException>(async () => await harness.SubscribeRawAsync(User("ann")))).Message.ShouldBe("The document is archived.");
    }

    [Fact]
    public async Task When_Asked_SeesUserParametersAndScopedServices()
    {
        AccessContext? seen = null;
        object? service = null;
        var harness = new AccessHarness(options => options.Channel<DocChannel>(c => c.Subscribe = AccessRule.When(context =>
        {
            seen = context;
            service = context.Services.GetService(typeof(Scoped));
            return context.Parameters["docId"] == "a b";
        })));

        (await harness.SubscribeAsync(User("ann", (ClaimTypes.Role, "editor")))).ShouldBeNull();

        service.ShouldBeOfType<Scoped>();
        seen!.UserId.ShouldBe("ann");
        seen.Roles.ShouldBe(["editor"]);
        seen.Operation.ShouldBe(AccessOperation.Subscribe);
        seen.Channel.ShouldBe(Document);
        seen.Data.ShouldBeNull();
    }

    [Fact]
    public async Task When_Throws_DeniesAndIsLogged()
    {
        var harness = new AccessHarness(options => options.Channel<DocChannel>(c => c.Publish = AccessRule.When(bool (AccessContext _) => throw new InvalidOperationException("no database"))));
        (await harness.PublishAsync(User("ann"))).ShouldBe(ErrorCode.Forbidden);
        harness.Logs.Entries.ShouldHaveSingleItem().Id.Id.ShouldBe(1300);
    }

    [Fact]
    public async Task When_NeverDecides_DeniesAtTheLimit()
    {
        var time = new ManualTimeProvider();
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource<AccessDecision>();
        var harness = new AccessHarness(
            options => options.Channel<DocChannel>(c => c.Publish = AccessRule.When(_ =>
            {
                asked.SetResult();
                return new ValueTask<AccessDecision>(never.Task);
            })),
            time);

        Task<string?> answer = harness.PublishAsync(User("ann"));
        await asked.Task;
        time.Advance(harness.Options.AccessRuleTimeout);

        (await answer.WaitAsync(TestHost.Patience)).ShouldBe(ErrorCode.Forbidden);
        harness.Logs.Entries.ShouldHaveSingleItem().Id.Id.ShouldBe(1301);
    }

    [Fact]
    public async Task WhenData_BeforeThePayload_IsNotAsked()
    {
        var harness = new AccessHarness(options => options.Channel<DocChannel>(c => c.Publish = AccessRule.WhenData(context => context.Data is "mine")));
        (await harness.PublishAsync(User("ann"))).ShouldBeNull();
        (await harness.PublishDataAsync(User("ann"), "mine")).ShouldBeNull();
        (await harness.PublishDataAsync(User("ann"), "yours")).ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task All_OneNeedsThePayload_TheOthersAreAskedBefore()
    {
        var harness = new AccessHarness(options => options.Channel<DocChannel>(c => c.Publish = AccessRule.All("editor", AccessRule.WhenData(context => context.Data is "mine"))));
        Caller editor = User("eve", (ClaimTypes.Role, "editor"));
        (await harness.PublishAsync(User("ann"))).ShouldBe(ErrorCode.Forbidden);
        (await harness.PublishAsync(editor)).ShouldBeNull();
        (await harness.PublishDataAsync(editor, "yours")).ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Any_OneNeedsThePayload_AllAreAskedWithIt()
    {
        var harness = new AccessHarness(options => options.Channel<DocChannel>(c => c.Publish = AccessRule.Any("editor", AccessRule.WhenData(context => context.Data is "mine"))));
        (await harness.PublishAsync(User("ann"))).ShouldBeNull();
        (await harness.PublishDataAsync(User("ann"), "mine")).ShouldBeNull();
        (await harness.PublishDataAsync(User("ann"), "yours")).ShouldBe(ErrorCode.Forbidden);
        (await harness.PublishDataAsync(User("eve", (ClaimTypes.Role, "editor")), "yours")).ShouldBeNull();
    }

    [Fact]
    public async Task Guard_ChannelWithoutRule_IsGuarded()
    {
        var harness = new AccessHarness(options => options.Guard("doc:*", "editor"));
        (await harness.SubscribeAsync(User("ann"))).ShouldBe(ErrorCode.Forbidden);
        (await harness.SubscribeAsync(User("eve", (ClaimTypes.Role, "editor")))).ShouldBeNull();
    }

    [Fact]
    public async Task Guard_ChannelWithRule_IsNotAsked()
    {
        var harness = new AccessHarness(options => options.Guard("*", false).Channel<DocChannel>(c => c.Subscribe = true));
        (await harness.SubscribeAsync(Caller.Anonymous)).ShouldBeNull();
        (await harness.PublishAsync(User("ann"))).ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Guard_OpenChannel_IsGuardedByItsNameAndNotByTheGuardOfAll()
    {
        var byName = new AccessHarness(options => options.Guard("doc:*", AccessRule.When(context => context.Operation == AccessOperation.Subscribe)).AllowAnonymous = true);
        (await byName.SubscribeAsync(Caller.Anonymous)).ShouldBeNull();
        (await byName.PublishAsync(Caller.Anonymous)).ShouldBe(ErrorCode.Unauthenticated);
        var ofAll = new AccessHarness(options => options.Guard("*", false).AllowAnonymous = true);
        (await ofAll.PublishAsync(Caller.Anonymous)).ShouldBeNull();
    }

    [Fact]
    public async Task When_CallerWithoutServicesOfARequest_HasSomeOfItsOwnEachTime()
    {
        var seen = new List<object?>();
        var harness = new AccessHarness(options => options.Channel<DocChannel>(c => c.Subscribe = AccessRule.When(context =>
        {
            seen.Add(context.Services.GetService(typeof(Scoped)));
            return true;
        })));
        await harness.SubscribeAsync(User("ann"));
        await harness.SubscribeAsync(User("ann"));
        seen[1].ShouldNotBeSameAs(seen[0]);
    }

    [Fact]
    public async Task Tenant_AddressOfAnother_IsForbiddenThoughPublic()
    {
        var harness = new AccessHarness();
        (await harness.SubscribeAsync(User("ann", ("tenant", "other")), OfTenant)).ShouldBe(ErrorCode.Forbidden);
        (await harness.PublishAsync(User("ann", ("tenant", "Acme")), OfTenant)).ShouldBe(ErrorCode.Forbidden);
        (await harness.SubscribeAsync(Caller.Anonymous, OfTenant)).ShouldBe(ErrorCode.Unauthenticated);
        (await harness.SubscribeAsync(User("ann", ("tenant", "acme")), OfTenant)).ShouldBeNull();
        (await harness.PublishAsync(User("ann", ("tenant", "other"), ("tenant", "acme")), OfTenant)).ShouldBeNull();
    }

    [Fact]
    public async Task Tenant_ClaimAndMapping_AreTheHosts()
    {
        var byClaim = new AccessHarness(options => options.Tenants.ClaimType = "org");
        (await byClaim.SubscribeAsync(User("ann", ("org", "acme")), OfTenant)).ShouldBeNull();
        var byMapping = new AccessHarness(options => options.Tenants.Resolve = user => [user.FindFirst("mail")!.Value.Split('@')[1]]);
        (await byMapping.SubscribeAsync(User("ann", ("mail", "ann@acme")), OfTenant)).ShouldBeNull();
        (await byMapping.SubscribeAsync(User("ann", ("mail", "ann@other")), OfTenant)).ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Tenant_MappingThrows_DeniesAndIsLogged()
    {
        var harness = new AccessHarness(options => options.Tenants.Resolve = _ => throw new InvalidOperationException());
        (await harness.SubscribeAsync(User("ann"), OfTenant)).ShouldBe(ErrorCode.Forbidden);
        harness.Logs.Entries.ShouldHaveSingleItem().Id.Id.ShouldBe(1302);
    }

    [Fact]
    public async Task Tenant_OwnRuleDenies_IsAskedAfterIt()
    {
        var harness = new AccessHarness(options => options.Channel<TenantDocChannel>(c => c.Publish = false));
        (await harness.PublishAsync(User("ann", ("tenant", "acme")), OfTenant)).ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Ensure_RuleByCallerAlone_AllocatesNothing()
    {
        var harness = new AccessHarness(options => options.Channel<DocChannel>(c => c.Subscribe = AccessRule.Authenticated));
        Caller ann = User("ann");
        await harness.SubscribeRawAsync(ann);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ValueTask allowed = harness.SubscribeRawAsync(ann);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        allowed.IsCompletedSuccessfully.ShouldBeTrue();
        await allowed;
        allocated.ShouldBe(0);
    }
}
