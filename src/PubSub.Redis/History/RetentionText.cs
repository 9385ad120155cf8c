using PubSub.Core.Adapters;
using StackExchange.Redis;

namespace PubSub.Redis.History;

/// <summary>A retention as the scripts take it: milliseconds and a number, each empty where there is no such limit.</summary>
internal static class RetentionText
{
    public static RedisValue AgeOf(ChannelRetention? retention) => retention?.Age is { } age ? (long)age.TotalMilliseconds : RedisValue.EmptyString;

    public static RedisValue CountOf(ChannelRetention? retention) => retention?.Count is { } count ? count : RedisValue.EmptyString;
}
