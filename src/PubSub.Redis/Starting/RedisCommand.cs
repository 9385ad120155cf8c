namespace PubSub.Redis.Starting;

/// <summary>A command and its arguments. Keys among them are given as keys, so that a cluster is asked where they are.</summary>
/// <param name="name">Such as <c>XADD</c>.</param>
/// <param name="arguments">What follows it.</param>
internal sealed class RedisCommand(string name, params object[] arguments)
{
    public string Name => name;

    public object[] Arguments => arguments;
}
