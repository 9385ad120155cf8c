using System.Net;
using System.Net.Http.Json;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Sample;

/// <summary>The sample on Redis, as the README of the samples shows it.</summary>
public sealed class SampleOnRedisTests
{
    private const string Password = "pw-5e7f2a";

    [SkippableFact]
    public async Task Start_UrlWithPassword_LogsAdapterAndAddressOnly()
    {
        Servers.RequireRedis();
        await using RedisServer redis = await RedisServer.StartAsync("--requirepass", Password);
        await using SampleProcess sample = await SampleProcess.StartAsync([], new Dictionary<string, string> { ["REDIS_URL"] = $"redis://:{Password}@{redis.Url}" });

        sample.Log.ShouldContain($"redis at {redis.Url}");
        sample.Log.ShouldNotContain(Password);
        await sample.BecomesAsync(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task Health_RedisGoneAndBack_Follows()
    {
        Servers.RequireRedis();
        await using RedisServer redis = await RedisServer.StartAsync();
        await using SampleProcess sample = await SampleProcess.StartAsync(["--broker", "redis", "--redis", redis.Url]);
        await sample.BecomesAsync(HttpStatusCode.OK);

        await redis.KillAsync();
        await sample.BecomesAsync(HttpStatusCode.ServiceUnavailable);
        await redis.StartAgainAsync();
        await sample.BecomesAsync(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task TwoNodes_EventSentToOne_ReachesSubscribersOfBoth()
    {
        RedisServer redis = await SharedRedis.GetAsync();
        string[] arguments = ["--broker", "redis", "--redis", redis.Url];
        await using SampleProcess one = await SampleProcess.StartAsync(arguments);
        await using SampleProcess other = await SampleProcess.StartAsync(arguments);
        await using SseStream here = await SseStream.OpenAsync(one.BaseAddress, "/events?channel=orders");
        await using SseStream there = await SseStream.OpenAsync(other.BaseAddress, "/events?channel=orders");
        await here.NextControlAsync("pubsub:ready");
        await there.NextControlAsync("pubsub:ready");

        using HttpResponseMessage sent = await one.Client.PostAsJsonAsync("/events", new { name = "orders:created", payload = new { orderId = "A-1", total = 12.5 } });

        sent.StatusCode.ShouldBe(HttpStatusCode.OK);
        SseFrame created = await here.NextEventAsync();
        created.Event.ShouldBe("orders:created");
        (await there.NextEventAsync()).ShouldBe(created);
        (await there.NextEventAsync()).ShouldBe(await here.NextEventAsync());
    }

    [Fact]
    public async Task Start_UnknownBroker_SaysWhichThereAre() =>
        (await SampleProcess.FailAsync("--broker", "rabbit")).ShouldContain("memory, redis, kafka");
}
