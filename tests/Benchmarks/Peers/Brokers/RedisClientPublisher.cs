using StackExchange.Redis;

namespace PubSub.Benchmarks.Brokers;

/// <summary>What one would write with the client alone for the same guarantee: a script that counts, appends, trims, keeps the keys alive and publishes.</summary>
internal sealed class RedisClientPublisher(string address) : IPublisher
{
    private const string Script =
        """
        local offset = redis.call('HINCRBY', KEYS[1], 'offset', 1)
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local last = tonumber(redis.call('HGET', KEYS[1], 'ms') or '0')
        if now < last then now = last end
        redis.call('HSET', KEYS[1], 'ms', now)
        redis.call('XADD', KEYS[2], 'MINID', '~', now - 600000, now .. '-' .. offset, 'b', ARGV[1])
        redis.call('PEXPIRE', KEYS[1], 2592000000)
        redis.call('PEXPIRE', KEYS[2], 2592000000)
        redis.call('PUBLISH', KEYS[3], now .. '-' .. offset .. ' ' .. ARGV[1])
        return {now, offset}
        """;

    private static readonly RedisKey[] s_keys = ["bench:{c0}:meta", "bench:{c0}:events", "bench:{c0}:live"];
    private IDatabase? _database;
    private RedisValue[] _arguments = [];

    public async Task StartAsync(int payloadBytes)
    {
        _database = (await ConnectionMultiplexer.ConnectAsync(address)).GetDatabase();
        _arguments = [Envelope.OfSize(payloadBytes)];
    }

    public Task PublishAsync(int number, int sequence) => _database!.ScriptEvaluateAsync(Script, s_keys, _arguments);
}
