-- Gives leases another end. KEYS[1] is the sorted set of the shard's leases. ARGV: lease in ms, and then entries. Answers the numbers, from 0, of those that are
-- not there.
local clock = redis.call('TIME')
local ends = string.format('%.0f', tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000) + tonumber(ARGV[1]))
local gone = {}
for i = 2, #ARGV do
  if redis.call('ZSCORE', KEYS[1], ARGV[i]) then redis.call('ZADD', KEYS[1], ends, ARGV[i]) else gone[#gone + 1] = i - 2 end
end
return gone
