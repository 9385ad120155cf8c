-- The records of a shard that ran and whose leases have lapsed, each with its lease's end, oldest first.
-- KEYS[1] is the sorted set of those that ran. ARGV: the most to answer.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now), 'WITHSCORES', 'LIMIT', '0', ARGV[1])
