using PubSub.Redis.Connecting;

namespace PubSub.Redis.Tests.Connecting;

public sealed class RedisRefusalTests
{
    [Theory]
    [InlineData("NOSCRIPT No matching script. Please use EVAL.", true)]
    [InlineData("TRYAGAIN Multiple keys request during rehashing of slot", true)]
    [InlineData("LOADING Redis is loading the dataset in memory", true)]
    [InlineData("CLUSTERDOWN Hash slot not served", true)]
    [InlineData("READONLY You can't write against a read only replica.", true)]
    [InlineData("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", true)]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", false)]
    [InlineData("NOPERM this user has no permissions to run the 'xadd' command", false)]
    [InlineData("ERR READONLY", false)]
    public void IsPassing_Error_OnlyWhereNothingRanAndItMayBeTakenSoon(string error, bool isPassing) => RedisRefusal.IsPassing(error).ShouldBe(isPassing);

    [Theory]
    [InlineData("NOPERM this user has no permissions", "docs/redis.md")]
    [InlineData("MISCONF Redis is configured to save RDB snapshots", "See its log")]
    [InlineData("NOREPLICAS Not enough good replicas to write.", "min-replicas-to-write")]
    [InlineData("LOADING Redis is loading the dataset in memory", "Wait until it has")]
    [InlineData("CLUSTERDOWN The cluster is down", "Bring the missing nodes back")]
    public void Explain_KnownError_SaysWhatToDo(string error, string remedy)
    {
        string message = RedisRefusal.Explain("one:6379", error);

        message.ShouldStartWith("Redis at one:6379 ");
        message.ShouldContain(remedy);
        message.ShouldEndWith($"({error}).");
    }

    [Fact]
    public void Explain_UnknownCommand_DoesNotRepeatWhatWasSent() =>
        RedisRefusal.Explain("one:6379", "ERR unknown command 'EVALSHA', with args beginning with: 'pubsub:{orders}:log' 'a-secret'")
            .ShouldBe("Redis at one:6379 refused a call (ERR unknown command 'EVALSHA').");
}
