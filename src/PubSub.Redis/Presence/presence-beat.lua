-- Gives leases another end. KEYS[1] is the sorted set of the shard's leases; after it come, for each entry, the hashes of its channel's connections and members.
-- ARGV: lease in ms, and then for each entry: entry, connection, member. Answers the numbers, from 0, of those that are not there, or not whole.
local clock = redis.call('TIME')
local ends = string.format('%.0f', tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000) + tonumber(ARGV[1]))
local gone = {}
for i = 0, (#ARGV - 1) / 3 - 1 do
  local entry, client, id = ARGV[3 * i + 2], ARGV[3 * i + 3], ARGV[3 * i + 4]
  local isThere = redis.call('ZSCORE', KEYS[1], entry)
    and redis.call('HGET', KEYS[2 * i + 2], client) == id and redis.call('HEXISTS', KEYS[2 * i + 3], id) == 1
  if isThere then redis.call('ZADD', KEYS[1], ends, entry) else gone[#gone + 1] = i end
end
return gone
