-- The shard's leases that have lapsed, the oldest first; none while leases are spared because nobody could renew them. KEYS[1] is the sorted set of leases. KEYS[2]
-- is a hash: at (when a node swept last), spared (until when none is removed). ARGV: lease in ms, the silence in ms after which the store was away, the most to answer.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local function text(number) return string.format('%.0f', number) end

local found = redis.call('HMGET', KEYS[2], 'at', 'spared')
local at, spared = tonumber(found[1] or '0'), tonumber(found[2] or '0')
if now - at > tonumber(ARGV[2]) then spared = now + tonumber(ARGV[1]) end
if at > now then
  -- The clock was set back: no lease is longer than one that is given at the present time, or who is gone would stay for as long as the clock was ahead.
  local longest = now + tonumber(ARGV[1])
  spared = math.min(spared, longest)
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. text(longest), '+inf')) do redis.call('ZADD', KEYS[1], text(longest), entry) end
end
redis.call('HSET', KEYS[2], 'at', text(now), 'spared', text(spared))
-- None at all says the same as an old one.
redis.call('PEXPIRE', KEYS[2], text(2 * (tonumber(ARGV[1]) + tonumber(ARGV[2]))))
if now < spared then return {} end
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(now), 'LIMIT', '0', ARGV[3])
