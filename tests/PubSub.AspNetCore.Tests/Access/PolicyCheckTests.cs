using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Contracts;
using PubSub.Core;
using PubSub.Core.Access;

namespace PubSub.AspNetCore.Tests.Access;

/// <summary>A policy that does not exist stops the host, wherever a rule names it.</summary>
public sealed class PolicyCheckTests
{
    public static TheoryData<string> Places => ["guard", "publish", "subscribe", "all", "any", "defined"];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Start_PolicyThatDoesNotExist_IsRefusedAndNamed(string place)
    {
        InvalidOperationException refusal = await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(place, withPolicy: false));
        refusal.Message.ShouldContain("'over-18'");
        refusal.Message.ShouldContain("AddPolicy");
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Start_PolicyThatExists_Starts(string place)
    {
        await using ProbeHost host = await StartAsync(place, withPolicy: true);
    }

    private static Task<ProbeHost> StartAsync(string place, bool withPolicy) => ProbeHost.StartAsync(settings =>
    {
        settings.Services.Add(services => services.AddAuthorization(o =>
        {
            if (withPolicy) o.AddPolicy("over-18", p => p.RequireClaim("age", "adult"));
        }));
        settings.PubSub.Add(options => Name(place, options));
    });

    private static void Name(string place, PubSubOptions options)
    {
        AccessRule rule = AccessRule.Policy("over-18");
        switch (place)
        {
            case "guard":
                options.Guard("team-*", rule);
                break;
            case "defined":
                options.DefineChannel("adults").Event<RoomSay>("say").Access(publish: rule);
                break;
            default:
                options.Channel<RoomChannel>(channel =>
                {
                    if (place == "publish") channel.Publish = rule;
                    else channel.Subscribe = place switch { "all" => AccessRule.All("editor", rule), "any" => AccessRule.Any("editor", rule), _ => rule };
                });
                break;
        }
    }
}
