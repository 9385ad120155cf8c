using System.Net.Http.Json;
using System.Text.Json;
using PubSub.MultiNode.Tests.Presence;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Sample;

/// <summary>The whiteboard on two nodes, as the README of the samples shows it.</summary>
public sealed class WhiteboardOnRedisTests
{
    private const string Board = "presence-board-lobby";

    [SkippableFact]
    public async Task TwoNodes_MembersOfBoth_SeeEachOther()
    {
        RedisServer redis = await SharedRedis.GetAsync();
        await using SampleProcess one = await StartAsync(redis);
        await using SampleProcess other = await StartAsync(redis);
        await using PresenceTab ann = await EnterAsync(one, "ann");
        await using PresenceTab bob = await EnterAsync(other, "bob");
        var both = new HashSet<string> { "ann", "bob" };
        await Eventually.HoldsAsync(() => ann.Lists(both) && bob.Lists(both));

        await bob.CutAsync();

        await Eventually.HoldsAsync(() => ann.Lists(new HashSet<string> { "ann" }));
    }

    private static Task<SampleProcess> StartAsync(RedisServer redis) => SampleProcess.StartAsync(
        ["--broker", "redis", "--redis", redis.Url], new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Development" }, "Whiteboard");

    private static async Task<PresenceTab> EnterAsync(SampleProcess node, string name)
    {
        using HttpResponseMessage answer = await node.Client.PostAsJsonAsync("/dev/login", new { user = name });
        JsonElement login = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        return await PresenceTab.OpenAsync(node.BaseAddress, login.GetProperty("accessToken").GetString()!, name, Board);
    }
}
