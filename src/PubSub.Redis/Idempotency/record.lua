-- What the scripts of an idempotency record share. It stands before each of them.
-- KEYS[1] is the record, a hash: state (claimed, ran, done), token, lease (its end in ms), hash (of the payload), outcome.
-- KEYS[2] is the sorted set of the shard's records that ran, by the ends of their leases. KEYS[3] is the shard's last token.
-- Redis does not undo a script that is refused a command half-way: the set is written before the record, so that no record has run that a sweep does not
-- find. One that is in the set and has not run is taken out of it by who claims it.
local record, ran, last = KEYS[1], KEYS[2], KEYS[3]

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

-- Lua would write a large number with an exponent.
local function text(number) return string.format('%.0f', number) end

local found = redis.call('HMGET', record, 'state', 'token', 'lease')
local state, token, lease = found[1], found[2], tonumber(found[3] or '0')
-- A claim that has lapsed is as good as none, also in the moment before Redis removes it.
if state == 'claimed' and lease <= now then state = false end

local function held(by) return (state == 'claimed' or state == 'ran') and token == by and lease > now end
