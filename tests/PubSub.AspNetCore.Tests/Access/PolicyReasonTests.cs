using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Access;

/// <summary>What the handlers of a policy say is for the host's log.</summary>
public sealed class PolicyReasonTests : AccessTestBase
{
    private const string Reason = "ann is no owner of project 9";

    protected override void Configure(PubSubOptions options) => options.Guard("private-nine", AccessRule.Policy("owner"));

    protected override void Configure(TestHostSettings settings)
    {
        settings.LogLevel = LogLevel.Debug;
        settings.Services.Add(services =>
        {
            services.AddSingleton<IAuthorizationHandler, Owners>();
            services.AddAuthorization(options => options.AddPolicy("owner", policy => policy.AddRequirements(new Owner())));
        });
    }

    [Fact]
    public async Task Deny_ByAHandlerWithAReason_IsToldWithoutItAndLogged()
    {
        using HttpResponseMessage answer = await GetAsync("/channels/private-nine/subscribe", As("ann"));

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("project 9");
        Host.Host.Logs.Single(entry => entry.Id.Id == 1303).Message.ShouldContain(Reason);
    }

    private sealed class Owner : IAuthorizationRequirement;

    private sealed class Owners : AuthorizationHandler<Owner>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Owner requirement)
        {
            context.Fail(new AuthorizationFailureReason(this, Reason));
            return Task.CompletedTask;
        }
    }
}
