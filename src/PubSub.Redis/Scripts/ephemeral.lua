-- Publishes an event that is kept nowhere, once under its dedup key. Answers its position, or the one that the key was given before.
-- KEYS[1] the dedup key. ARGV: live channel, position, body, lifetime of the dedup key in ms.
local seen = redis.call('GET', KEYS[1])
if seen then return seen end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[4])
-- Such a channel has no order, and so no predecessor.
redis.call('PUBLISH', ARGV[1], ARGV[2] .. string.rep('\0', 6) .. ARGV[3])
return ARGV[2]
