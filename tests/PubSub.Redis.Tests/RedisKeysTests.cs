namespace PubSub.Redis.Tests;

public sealed class RedisKeysTests
{
    [Fact]
    public void Keys_OfAChannel_ShareTheirHashTag()
    {
        var keys = new RedisKeys("pubsub:", 0);
        string[] all = [keys.Log("chat:1")!, keys.Meta("chat:1")!, keys.Dedup("chat:1", "a{b}c")!];

        all.Select(TagOf).ShouldBe(["chat:1", "chat:1", "chat:1"]);
    }

    [Fact]
    public void Live_PrefixWithAStar_IsNoPattern() => new RedisKeys("a*", 0).Live("orders").ShouldBe(new("a*{orders}:live", StackExchange.Redis.RedisChannel.PatternMode.Literal));

    // What a cluster hashes: what lies between the first opening brace and the first closing one behind it.
    private static string TagOf(string key)
    {
        int open = key.IndexOf('{', StringComparison.Ordinal);
        return key[(open + 1)..key.IndexOf('}', open)];
    }
}
